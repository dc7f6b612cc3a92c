package org.tallystick.testkit.sim.fault;

import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.tallystick.contract.governance.Change;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimGovernors;
import org.tallystick.testkit.sim.SimMachine;

/**
 * Governors decide a change of the validators or parameters, which is no fault but comes amid them. There are never fewer
 * validators than at the beginning, so that no more than f are faulty; where there is nothing to add or remove, or whoever
 * would have to be ready is faulty, nothing is decided.
 *
 * @param kind of change
 */
record MembershipChange(Kind kind) implements Fault {
    /** What becomes of the validators. */
    enum Kind {
        ADD("add-validator"),
        REMOVE("remove-validator"),
        REPLACE("replace-validator"),
        ROTATE("rotate-key"),
        PARAMETERS("set-parameters");

        private final String name;

        Kind(String name) {
            this.name = name;
        }
    }

    @Override
    public String name() {
        return kind.name;
    }

    @Override
    public void begin(Strike strike) {
        SimGovernors governors = strike.cluster().governors();
        governors.decide(inForce -> switch (kind) {
            case ADD -> add(strike, governors, inForce);
            case REMOVE -> remove(strike, inForce);
            case REPLACE -> replace(strike, governors, inForce);
            case ROTATE -> rotate(strike, governors, inForce);
            case PARAMETERS -> List.of(new Change.SetParameters(others(strike, inForce.parameters())));
        });
    }

    private static List<Change> add(Strike strike, SimGovernors governors, LedgerConfig now) {
        OptionalInt outsider = outsider(strike.cluster(), now);
        return outsider.isEmpty()
                ? List.of()
                : List.of(new Change.AddValidator(governors.validator(outsider.getAsInt())));
    }

    private static List<Change> remove(Strike strike, LedgerConfig now) {
        boolean spare = now.validators().size() > strike.cluster().shape().validators();
        return spare ? List.of(new Change.RemoveValidator(struck(strike, now).key())) : List.of();
    }

    private static List<Change> replace(Strike strike, SimGovernors governors, LedgerConfig now) {
        OptionalInt outsider = outsider(strike.cluster(), now);
        return outsider.isEmpty()
                ? List.of()
                : List.of(new Change.ReplaceValidator(
                        struck(strike, now).key(), governors.validator(outsider.getAsInt())));
    }

    private static List<Change> rotate(Strike strike, SimGovernors governors, LedgerConfig now) {
        Validator old = struck(strike, now);
        int machine = machineOf(strike.cluster(), old.node());
        if (!strike.cluster().isHonest(machine)) {
            return List.of();
        }
        Validator first = governors.validator(machine);
        Validator other = old.key().equals(first.key()) ? governors.rotated(machine) : first;
        return List.of(new Change.ReplaceValidator(old.key(), other));
    }

    private static Validator struck(Strike strike, LedgerConfig now) {
        return now.validators().get(strike.number() % now.validators().size());
    }

    private static int machineOf(SimCluster cluster, NodeId node) {
        return cluster.machines().stream()
                .filter(machine -> cluster.nodeOf(machine.number()).equals(node))
                .mapToInt(SimMachine::identity)
                .findFirst()
                .orElseThrow();
    }

    /** An honest machine whose node is no validator. */
    private static OptionalInt outsider(SimCluster cluster, LedgerConfig now) {
        return cluster.machines().stream()
                .mapToInt(SimMachine::number)
                .filter(cluster::isHonest)
                .filter(machine ->
                        now.validators().indexOf(cluster.nodeOf(machine)).isEmpty())
                .findFirst();
    }

    /** Never slower than at the beginning, as the bound of a run follows from that. */
    private static Parameters others(Strike strike, Parameters now) {
        SplittableRandom chance = strike.chance();
        return new Parameters(
                now.maxBlockBytes(),
                1 + chance.nextInt(200),
                now.maxTransactionBytes(),
                now.maxTransactionLifetimeMs(),
                now.maxResourceLimit(),
                now.maxLanes(),
                Math.max(200, now.maxViewTimeoutMs() / (2 + chance.nextInt(5))),
                now.maxViewTimeoutMs(),
                now.heartbeatMs(),
                now.engineSettings());
    }
}
