package org.tallystick.examples.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tallystick.crypto.SignatureProvider;

/**
 * What the person at the command line asked for.
 *
 * @param engine the consensus engine
 * @param nodes how many nodes, from 1 to 31
 * @param clients clients of the closed loop; 0 with an open loop
 * @param rate transfers a second of the open loop; 0 with a closed loop
 * @param payload bytes of call data in a transfer, at least; what it does not need itself is a memo
 * @param accounts accounts that transfer to each other, at least 2 and at least as many as clients
 * @param warmup load that is not counted
 * @param duration load that is counted
 * @param crypto who checks signatures
 * @param chaos whether nodes are killed while the load is counted
 * @param seed where the choices of the chaos come from
 * @param data where the cluster lives; empty for a temporary directory that is removed at the end
 * @param json where the result is written
 * @param keep whether the cluster goes on after the check, until Ctrl-C
 * @param terminal whether progress can be drawn in place
 */
record ClusterOptions(
        ClusterEngine engine,
        int nodes,
        int clients,
        double rate,
        int payload,
        int accounts,
        Duration warmup,
        Duration duration,
        SignatureProvider crypto,
        boolean chaos,
        long seed,
        Optional<Path> data,
        Optional<Path> json,
        boolean keep,
        boolean terminal) {
    /** Checks the bounds; a message is for the person at the command line. */
    ClusterOptions {
        require(nodes >= 1 && nodes <= 31, "--nodes must be from 1 to 31");
        require(clients >= 0 && clients <= 10_000, "--clients must be from 1 to 10000");
        require(rate >= 0 && rate <= 100_000, "--rate must be above 0 and at most 100000");
        require((clients == 0) != (rate == 0), "give either --clients or --rate");
        require(payload >= 0 && payload <= 1_024, "--payload must be from 0 to 1024");
        require(accounts >= 2 && accounts <= 100_000, "--accounts must be from 2 to 100000");
        require(accounts >= clients, "--accounts must be at least --clients");
        require(!warmup.isNegative() && warmup.toHours() < 24, "--warmup must be from 0s to 24h");
        require(
                !duration.isNegative() && !duration.isZero() && duration.toHours() < 240,
                "--duration must be positive");
        require(!chaos || nodes >= 4, "--chaos needs at least 4 nodes, as fewer cannot do without one");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
