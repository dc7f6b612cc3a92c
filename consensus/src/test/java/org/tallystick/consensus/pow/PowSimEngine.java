package org.tallystick.consensus.pow;

import java.util.List;
import java.util.Set;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimFault;
import org.tallystick.testkit.sim.SimLatency;
import org.tallystick.testkit.sim.SimProfile;
import org.tallystick.testkit.sim.fault.Fault;
import org.tallystick.testkit.sim.fault.FaultCatalogue;
import org.tallystick.testkit.sim.fault.FaultType;
import org.tallystick.testkit.sim.villain.Silent;
import org.tallystick.testkit.sim.villain.Villain;
import org.tallystick.testkit.sim.villain.Withholding;

/**
 * The engine {@code pow} in simulations, within what it assumes: real proofs of work at a tiny difficulty, 200 tries a
 * second a node, a block every 0.4 s while there is work, and a network that is fast against that. One miner may keep blocks
 * to itself while another one stops, loses its disk and comes back, so that most of the work is always honest; messages
 * come twice, a little late and in disorder. Whoever is cut off works on a chain of its own and may come to hold it final, so nobody is.
 */
public final class PowSimEngine implements SimEngine {
    private static final PowSettings SETTINGS = PowSettings.of(6, 400, 20_000, 4 * 80);

    /** With one faulty miner against two honest ones, a chain of its own overtakes from 20 behind once in a million. */
    private static final PowSettings DEEP = PowSettings.of(20, 400, 20_000, 4 * 80);

    private static final PowMining RATE = new PowMining(2, 10);
    private static final Set<String> BEARABLE = Set.of(
            "crash",
            "crash-in-sync",
            "crash-in-commit",
            "crash-loop",
            "power-cut",
            "pause",
            "torn-write",
            "failing-disk",
            "full-disk",
            "lost-disk",
            "rolled-back-disk",
            "bit-flips",
            "amnesia",
            "clock-freeze",
            "lying-sync",
            "duplication",
            "reordering",
            "delay");

    /** In ms, against 400 from block to block. */
    private static final double MOST_DELAY = 20;

    /**
     * Faults that leave one miner alone when they last: after ten lies the others ban a node, and each of its blocks is
     * one; another fault that ends while the power is out for all starts its machine; and to one whose clock stands still
     * the others' blocks come from the future.
     */
    private static final Set<String> CUTTING_OFF = Set.of("lying-sync", "power-cut", "clock-freeze");

    /** In ns; alone for that long and until the others are back, a miner does not get 20 blocks far. */
    private static final long LONGEST_CUT = 5_000_000_000L;

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
    public Bytes settingsAmidFaults() {
        return DEEP.encode();
    }

    @Override
    public int maxFaulty(int validators) {
        return 1;
    }

    @Override
    public boolean bearsFaultsOfFewOnly() {
        return true;
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
    public SimFault within(SimFault drawn) {
        Fault fault = drawn.fault();
        if (CUTTING_OFF.contains(fault.name())) {
            return drawn.lasting(Math.min(drawn.duration(), LONGEST_CUT));
        }
        boolean late = fault.name().equals("reordering") || fault.name().equals("delay");
        return late && fault.value() > MOST_DELAY
                ? drawn.with(FaultCatalogue.type(fault.name()).make().apply(MOST_DELAY))
                : drawn;
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
