package org.tallystick.testkit.sim.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimFault;
import org.tallystick.testkit.sim.SimOutage;

/**
 * Makes a failing scenario smaller, one thing at a time, as long as it fails in the same way (after Zeller and
 * Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002): halves of the faults are left out, then single
 * ones, then villains, observers and clients, then what is left is shortened. The same scenario gives the same result.
 */
final class Shrinker {
    private final Function<Scenario, Optional<String>> violation;
    private final String kind;
    private final int maxAttempts;
    private int attempts;
    private Scenario best;
    private String bestViolation;

    /**
     * A shrinker.
     *
     * @param violation plays a scenario and says what went wrong, if anything
     * @param first what goes wrong in the failing scenario
     * @param maxAttempts how many scenarios it may play
     */
    Shrinker(Function<Scenario, Optional<String>> violation, Scenario failing, String first, int maxAttempts) {
        this.violation = violation;
        this.kind = Finding.kindOf(first);
        this.maxAttempts = maxAttempts;
        this.best = failing;
        this.bestViolation = first;
    }

    int attempts() {
        return attempts;
    }

    String bestViolation() {
        return bestViolation;
    }

    Scenario shrink() {
        boolean smaller = true;
        while (smaller && attempts < maxAttempts) {
            smaller = dropFaults();
            smaller |= dropMachines();
            smaller |= calmClients();
            smaller |= shortenFaults();
        }
        return best;
    }

    private boolean accept(Scenario candidate) {
        if (attempts >= maxAttempts || candidate.equals(best)) {
            return false;
        }
        attempts++;
        Optional<String> wrong = violation.apply(candidate);
        if (wrong.isEmpty() || !Finding.kindOf(wrong.get()).equals(kind)) {
            return false;
        }
        best = candidate;
        bestViolation = wrong.get();
        return true;
    }

    private boolean dropFaults() {
        boolean any = false;
        for (int size = Math.max(1, best.faults().size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < best.faults().size(); ) {
                List<SimFault> rest = new ArrayList<>(best.faults());
                rest.subList(from, Math.min(rest.size(), from + size)).clear();
                if (accept(best.with(rest))) {
                    any = true;
                } else {
                    from += size;
                }
            }
        }
        return any;
    }

    private boolean dropMachines() {
        boolean any = false;
        SimCluster.Shape shape = best.shape();
        if (shape.observers() > 0) {
            any |= accept(withShape(shape.validators(), 0, shape.twins(), shape.villains()));
        }
        for (int i = 0; i < best.shape().villains().size(); i++) {
            List<String> fewer = new ArrayList<>(best.shape().villains());
            fewer.remove(i);
            any |= accept(withShape(
                    best.shape().validators(),
                    best.shape().observers(),
                    best.shape().twins(),
                    fewer));
        }
        if (best.shape().twins() > 0) {
            any |= accept(withShape(
                    best.shape().validators(),
                    best.shape().observers(),
                    best.shape().twins() - 1,
                    best.shape().villains()));
        }
        if (best.shape().validators() > 4) {
            any |= accept(withShape(
                    4,
                    best.shape().observers(),
                    best.shape().twins(),
                    best.shape().villains()));
        }
        return any;
    }

    /** With another cluster, and without the faults that strike machines it does not have. */
    private Scenario withShape(int validators, int observers, int twins, List<String> villains) {
        SimCluster.Shape old = best.shape();
        if (twins + villains.size() > validators) {
            return best;
        }
        SimCluster.Shape shape =
                new SimCluster.Shape(validators, observers, twins, villains, old.parameters(), old.engine());
        List<SimFault> faults = best.faults().stream()
                .filter(fault -> fault.machine() < validators + observers + twins)
                .toList();
        return best.with(shape).with(faults);
    }

    private boolean calmClients() {
        boolean any = accept(withClients(1, best.lanes(), best.rogue()));
        any |= accept(withClients(best.accounts(), 1, best.rogue()));
        any |= accept(withClients(best.accounts(), best.lanes(), false));
        return any;
    }

    private Scenario withClients(int accounts, int lanes, boolean rogue) {
        return new Scenario(
                best.seed(),
                best.shape(),
                best.network(),
                accounts,
                lanes,
                best.pause(),
                rogue,
                best.heights(),
                best.lasting(),
                best.faults(),
                best.outage());
    }

    private boolean shortenFaults() {
        boolean any = false;
        if (best.outage().isPresent()) {
            SimOutage outage = best.outage().get();
            any = accept(best.with(Optional.empty()));
            any |= outage.duration() > 1_000_000_000
                    && accept(best.with(Optional.of(outage.lasting(outage.duration() / 2))));
        }
        for (int i = 0; i < best.faults().size(); i++) {
            SimFault fault = best.faults().get(i);
            if (fault.duration() > 10_000_000) {
                List<SimFault> shorter = new ArrayList<>(best.faults());
                shorter.set(i, fault.lasting(fault.duration() / 2));
                any |= accept(best.with(shorter));
            }
        }
        return any;
    }
}
