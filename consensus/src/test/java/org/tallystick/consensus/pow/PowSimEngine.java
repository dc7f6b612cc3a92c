package org.tallystick.consensus.pow;

import java.util.List;
import java.util.Set;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimLatency;
import org.tallystick.testkit.sim.SimProfile;
import org.tallystick.testkit.sim.fault.FaultType;
import org.tallystick.testkit.sim.villain.Silent;
import org.tallystick.testkit.sim.villain.Villain;
import org.tallystick.testkit.sim.villain.Withholding;

/**
 * The engine {@code pow} in simulations, within what it assumes: real proofs of work at a tiny difficulty, 200 tries a
 * second a node, a block every 0.4 s while there is work, final under six others, and a network that is fast against that.
 * Miners stop and come back; fewer than half keep blocks to themselves.
 */
public final class PowSimEngine implements SimEngine {
    private static final PowSettings SETTINGS = PowSettings.of(6, 400, 20_000, 4 * 80);
    private static final PowMining RATE = new PowMining(2, 10);
    private static final Set<String> BEARABLE =
            Set.of("crash", "crash-in-sync", "crash-in-commit", "crash-loop", "power-cut", "torn-write", "duplication");

    /** Makes one; all are alike. */
    public PowSimEngine() {}

    @Override
    public String name() {
        return PowEngine.NAME;
    }

    @Override
    public ConsensusEngine engine() {
        return new PowEngine(RATE);
    }

    @Override
    public ConsensusEngine twin() {
        return engine();
    }

    @Override
    public Bytes settings() {
        return SETTINGS.encode();
    }

    @Override
    public List<Villain> villains() {
        return List.of(new Silent(), new Withholding(), new PrivateMining());
    }

    @Override
    public boolean bears(FaultType fault) {
        return BEARABLE.contains(fault.name());
    }

    @Override
    public boolean bearsTwins() {
        return false;
    }

    @Override
    public SimProfile network(SimLatency drawn) {
        return SimLatency.LAN;
    }
}
