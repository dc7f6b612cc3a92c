package org.tallystick.consensus.poa;

import java.util.List;
import java.util.Set;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.fault.FaultType;
import org.tallystick.testkit.sim.villain.Silent;
import org.tallystick.testkit.sim.villain.Villain;

/**
 * The engine {@code poa} in simulations, within what it assumes: the same few authorities stop and come back, connections
 * break; messages among those connected arrive before a backup acts, and nobody lies.
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
            "reset",
            "clock-freeze",
            "lying-sync");

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
    public boolean bearsFaultsOfFewOnly() {
        return true;
    }

    @Override
    public boolean bearsTwins() {
        return false;
    }
}
