package org.tallystick.consensus.bft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimLatency;
import org.tallystick.testkit.sim.SimProbe;
import org.tallystick.testkit.sim.SimRun;

/**
 * What four nodes do for a transaction and for a block while nothing fails, counted and not timed, so that no noise can
 * hide that it has become more.
 */
class CostTest {
    private static final int NODES = 4;
    private static final byte[] TRANSACTION = "tallystick/tx".getBytes(StandardCharsets.US_ASCII);

    /** Counts what all nodes do together. */
    private static final class Counter implements SimProbe, SignatureVerifier {
        private final SignatureVerifier verifier = new MockVerifier();
        private final AtomicLong transactions = new AtomicLong();
        private final AtomicLong votes = new AtomicLong();
        private long syncs;
        private long messages;
        private long bytesOfConsensus;
        private long bytes;

        @Override
        public boolean verify(PublicKey key, byte[] message, Bytes signature) {
            boolean ofTransaction = Arrays.equals(message, 0, TRANSACTION.length, TRANSACTION, 0, TRANSACTION.length);
            (ofTransaction ? transactions : votes).incrementAndGet();
            return verifier.verify(key, message, signature);
        }

        @Override
        public void effect(int machine, long now, Effect effect) {
            syncs += effect instanceof Effect.Persist ? 1 : 0;
        }

        @Override
        public void grown(SimCluster cluster) {
            for (int node = 0; node < NODES; node++) {
                messages += cluster.network().consensusMessages(node);
            }
            bytesOfConsensus = cluster.network().consensusBytes();
            bytes = cluster.network().bytes();
        }
    }

    @Test
    void nothingIsDoneTwice() {
        Counter counter = new Counter();
        SimCrypto crypto = new SimCrypto(SimCrypto.MOCK.signers(), counter);
        SimCluster.Shape shape = new SimCluster.Shape(NODES, 0, 0, List.of(), Parameters.DEFAULT, "bft");
        SimLatency network = new SimLatency(1_000_000, 1_000_000);
        Scenario scenario = new Scenario(11, shape, network, 16, 16, 20_000_000, false, 200, 0, List.of());
        SimRun.Result result = SimRun.play(scenario, crypto, SimRuns.nodes(), null, counter);
        assertThat(result.violations()).isEmpty();

        long transactions = result.transactions();
        assertThat(transactions).isGreaterThan(20_000);
        assertThat(counter.transactions).as("signatures, one for each node").hasValue(NODES * transactions);
        double turns = NODES * result.height();
        assertThat(counter.votes.get() / turns)
                .as("others' votes of a node and height, two of each kind are enough")
                .isLessThan(4.05);
        assertThat(counter.syncs / turns).as("one for each kind of vote").isLessThan(2.05);
        assertThat(counter.messages / turns)
                .as("one to each other node for each kind of vote")
                .isLessThan(6.05);
        assertThat(counter.bytesOfConsensus / transactions)
                .as("bytes of blocks, to three others")
                .isLessThan(900);
        assertThat(counter.bytes / transactions)
                .as("bytes of everything, between all")
                .isLessThan(2_550);
    }
}
