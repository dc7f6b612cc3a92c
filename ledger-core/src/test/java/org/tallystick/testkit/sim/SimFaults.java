package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tallystick.testkit.sim.fault.FaultCatalogue;
import org.tallystick.testkit.sim.fault.Strike;

/** Lets the faults of a list begin when they are due and end when their time is over. */
final class SimFaults {
    private final SimCluster cluster;
    private final List<SimFault> waiting;
    private final List<Current> active = new ArrayList<>();
    private final SimProfile latency;
    private final SplittableRandom chance;
    private boolean suffering;

    /** A fault that has been called up; it may not have begun. */
    private final class Current {
        private final SimFault fault;
        private final Strike strike;
        private boolean begun;

        Current(SimFault fault) {
            this.fault = fault;
            this.strike = new Strike(
                    cluster,
                    fault.machine(),
                    fault.duration(),
                    fault.seed(),
                    () -> active.contains(this),
                    () -> applyNetworkFaults(fault.seed() % 2 == 0));
        }
    }

    SimFaults(SimCluster cluster, List<SimFault> faults, SimProfile latency, long seed) {
        this.chance = new SplittableRandom(seed);
        this.cluster = cluster;
        this.waiting = new ArrayList<>(faults);
        this.latency = latency;
    }

    /** Sets the latencies, and starts all nodes. */
    void begin() {
        applyNetworkFaults(true);
        cluster.startAll();
        if (cluster.shape().twins() > 0) {
            switchTwins();
        }
    }

    /** While there are faults, the rest of the cluster meets now the one, now the other of two twins. */
    private void switchTwins() {
        applyNetworkFaults(true); // once more when all is over, which brings the honest machines together
        if (!areOver()) {
            long longest = cluster.checks().expectsForks() ? 8_000_000_000L : 2_000_000_000L; // forks take a while
            cluster.scheduler().after(100_000_000 + chance.nextLong(longest), this::switchTwins);
        }
    }

    /** Whether all faults are over. */
    boolean areOver() {
        return waiting.isEmpty() && active.isEmpty();
    }

    /** Looks which faults are due; to be called now and then. */
    void poll() {
        while (!waiting.isEmpty()
                && waiting.get(0).atHeight() <= cluster.checks().head()) {
            Current current = new Current(waiting.remove(0));
            active.add(current);
            cluster.scheduler().after(current.fault.delay(), () -> begin(current));
        }
    }

    private void trace(SimFault fault, int phase) {
        String name = fault.fault().name();
        long now = cluster.scheduler().now();
        cluster.trace().record(now, fault.machine(), SimTrace.Kind.FAULT, name.hashCode() * 2L + phase);
        if (cluster.trace().isLogged()) {
            String text = (phase == 0 ? "begin " : "end ") + FaultCatalogue.text(fault.fault());
            cluster.trace().note(now, fault.machine(), text);
        }
    }

    private void begin(Current current) {
        if (!active.contains(current)) {
            return;
        }
        current.begun = true;
        trace(current.fault, 0);
        current.fault.fault().begin(current.strike);
        if (current.fault.fault().isOfTheNetwork()) {
            current.strike.relink();
        }
        cluster.scheduler().after(current.fault.duration(), () -> end(current));
    }

    private void end(Current current) {
        if (!active.remove(current)) {
            return;
        }
        trace(current.fault, 1);
        if (current.begun) {
            current.fault.fault().end(current.strike);
        }
        if (current.fault.fault().isOfTheNetwork()) {
            applyNetworkFaults(true);
        }
    }

    /** Ends everything at once, and starts what is down. */
    void healAll() {
        waiting.clear();
        new ArrayList<>(active).forEach(this::end);
        applyNetworkFaults(true);
        for (SimMachine machine : cluster.machines()) {
            machine.disk().heal();
            machine.clock().heal();
            if (machine.isUp() && machine.disk().hasFailed()) {
                cluster.crash(machine.number()); // a node whose disk failed has stopped for good
            }
        }
        cluster.startAll();
    }

    /** Lets an outage take its course, when all faults are over; meanwhile nothing else changes the network. */
    void suffer(SimOutage outage) {
        suffering = true;
        outage.suffer(cluster, () -> {
            suffering = false;
            applyNetworkFaults(true);
        });
    }

    /** Makes the network perfect, then applies every fault that it has now, in order. */
    private void applyNetworkFaults(boolean abrupt) {
        if (suffering) {
            return;
        }
        SimNetwork network = cluster.network();
        int machines = cluster.machines().size();
        for (int a = 0; a < machines; a++) {
            for (int b = 0; b < machines; b++) {
                SimLink link = network.link(a, b);
                link.heal();
                latency.apply(link, a, b);
                for (Current current : active) {
                    if (current.begun && current.fault.fault().isOfTheNetwork()) {
                        current.fault.fault().disturb(current.strike, a, b, link);
                    }
                }
            }
        }
        boolean apart = abrupt
                && !areOver()
                && (chance.nextInt(3) == 0 || cluster.checks().expectsForks());
        cluster.separateTwins(apart);
        network.linksChanged(abrupt);
    }
}
