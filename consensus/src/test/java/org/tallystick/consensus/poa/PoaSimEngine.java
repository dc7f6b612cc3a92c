package org.tallystick.consensus.poa;

import java.util.List;
import java.util.Set;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimFault;
import org.tallystick.testkit.sim.fault.Fault;
import org.tallystick.testkit.sim.fault.FaultCatalogue;
import org.tallystick.testkit.sim.fault.FaultType;
import org.tallystick.testkit.sim.villain.Silent;
import org.tallystick.testkit.sim.villain.Villain;

/**
 * The engine {@code poa} in simulations, within what it assumes: the same few authorities stop and come back, are cut off
 * from all others, have wrong clocks or lose their disks; messages come twice, late and in disorder, but among those
 * connected before a backup acts; and nobody lies. Connections between just any two do not break: for the second or so until
 * they are back, others than those few are cut off, and from some only.
 */
public final class PoaSimEngine implements SimEngine {
    private static final Set<String> BEARABLE = Set.of(
            "crash",
            "crash-in-sync",
            "crash-in-commit",
            "crash-loop",
            "pause",
            "torn-write",
            "failing-disk",
            "full-disk",
            "clock-freeze",
            "clock-skew",
            "clock-jumps",
            "isolated",
            "duplication",
            "reordering",
            "delay",
            "lost-disk",
            "bit-flips",
            "lying-sync");

    /** In ms; several at once, there and back again with a parent that is asked for, are below the least backup's delay. */
    private static final double MOST_DELAY = 5;

    /** Makes one; all are alike. */
    public PoaSimEngine() {}

    @Override
    public String name() {
        return PoaEngine.NAME;
    }

    @Override
    public ConsensusEngine engine() {
        return new PoaEngine();
    }

    @Override
    public ConsensusEngine twin() {
        return engine();
    }

    @Override
    public List<Villain> villains() {
        return List.of(new Silent());
    }

    @Override
    public int maxFaulty(int validators) {
        return validators - Turn.span(validators);
    }

    @Override
    public boolean bears(FaultType fault) {
        return BEARABLE.contains(fault.name());
    }

    @Override
    public SimFault within(SimFault drawn) {
        Fault fault = drawn.fault();
        boolean late = fault.name().equals("reordering") || fault.name().equals("delay");
        return late && fault.value() > MOST_DELAY
                ? drawn.with(FaultCatalogue.type(fault.name()).make().apply(MOST_DELAY))
                : drawn;
    }

    @Override
    public boolean bearsFaultsOfFewOnly() {
        return true;
    }

    @Override
    public boolean bearsTwins() {
        return false;
    }
}
