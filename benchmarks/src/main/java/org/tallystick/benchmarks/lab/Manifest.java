package org.tallystick.benchmarks.lab;

import java.nio.charset.StandardCharsets;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.ScenarioText;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimProfile;

/**
 * Everything that decides a measured run, in simulation or with real processes. Its text is the same for the same
 * settings, and its hash names the run; faults stand in it as they were written.
 *
 * @param engine the engine's name
 * @param validators how many
 * @param network name of the network
 * @param faults see {@link FaultPlan}
 * @param load see {@link LoadSpec}
 * @param seed of all chance
 * @param lasting for how long the clients are busy, in nanoseconds
 * @param viewTimeoutMs the ledger's parameter; 0 for one that suits the network
 */
record Manifest(
        String engine,
        int validators,
        String network,
        String faults,
        LoadSpec load,
        long seed,
        long lasting,
        int viewTimeoutMs) {
    private static final int SHORTEST_TIMEOUT = 1_000;

    Manifest {
        if (validators < 1 || validators > 1024) {
            throw new IllegalArgumentException("validators must be from 1 to 1024, not " + validators);
        }
    }

    /** One line that says everything. */
    String text() {
        return "engine=" + engine + " validators=" + validators + " network=" + network + " faults=" + faults + " load="
                + load + " seed=" + seed + " lasting=" + lasting / 1_000_000 + "ms view-timeout=" + timeout() + "ms";
    }

    /** SHA-256 of the text, in hexadecimal. */
    String hash() {
        return Sha256.hash(Bytes.wrap(text().getBytes(StandardCharsets.UTF_8))).toHex();
    }

    SimProfile profile() {
        return ScenarioText.profile(network);
    }

    /** Time for a proposal and votes between the farthest, and as much again. */
    private int timeout() {
        if (viewTimeoutMs > 0) {
            return viewTimeoutMs;
        }
        long farthest = 0;
        for (int a = 0; a < Math.min(validators, 16); a++) {
            for (int b = 0; b < Math.min(validators, 16); b++) {
                farthest = Math.max(farthest, a == b ? 0 : profile().oneWay(a, b));
            }
        }
        return (int) Math.max(SHORTEST_TIMEOUT, 6 * farthest / 1_000_000);
    }

    /** The run in the simulator. */
    Scenario scenario() {
        SimEngine sim = Engines.named(engine);
        FaultPlan plan = FaultPlan.parse(faults, sim, validators, lasting, seed);
        Parameters parameters = Scenario.parameters(
                        timeout(), Math.max(timeout(), 10_000), Parameters.DEFAULT.maxBlockTransactions())
                .withEngineSettings(sim.settings());
        SimCluster.Shape shape = new SimCluster.Shape(validators, 0, plan.twins(), plan.villains(), parameters, engine);
        return new Scenario(
                seed,
                shape,
                profile(),
                load.accounts(),
                load.lanes(),
                Math.max(1, load.pause()),
                false,
                0,
                lasting,
                plan.faults());
    }
}
