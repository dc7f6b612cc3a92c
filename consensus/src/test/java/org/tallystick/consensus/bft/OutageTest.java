package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimLatency;
import org.tallystick.testkit.sim.SimProbe;
import org.tallystick.testkit.sim.SimWorkload;

/** Whole nodes in simulated time: how soon they go on after an outage of any length, and what dead leaders cost. */
class OutageTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Parameters PARAMETERS =
            new Parameters(1 << 20, 2_000, 128 << 10, 30L * 86_400_000, 1_000_000, 1_024, 1_000, 10_000, 0);
    private static final long CAP = PARAMETERS.maxViewTimeoutMs() * 1_000_000L;

    /** For connections to come back: 1.5 s until one is dialled again, 2 s until everything is sent again, and delays. */
    private static final long NETWORK = 4 * SECOND;

    @Test
    void theFirstBlockComesSoonAfterAnOutageOfAnyLength() {
        for (long outage : new long[] {5 * SECOND, 60 * SECOND, 86_400 * SECOND}) {
            assertThat(recovery(outage, 0)).as("after %d s", outage / SECOND).isLessThanOrEqualTo(CAP + NETWORK);
        }
    }

    @Test
    void deadLeadersCostAtMostATimeoutEach() {
        for (long outage : new long[] {5 * SECOND, 86_400 * SECOND}) {
            assertThat(recovery(outage, 2)).as("after %d s", outage / SECOND).isLessThanOrEqualTo(3 * CAP + NETWORK);
        }
    }

    /** How long a cluster of seven without some validators takes from healing to the next block. */
    private static long recovery(long outage, int dead) {
        SimCluster cluster = cluster(7);
        cluster.startAll();
        SimWorkload workload = new SimWorkload(cluster, 2, 1, 5 * SECOND, 3);
        workload.begin();
        assertThat(cluster.runUntil(() -> cluster.checks().head() >= 3, 60 * SECOND))
                .isTrue();
        for (int i = 0; i < dead; i++) {
            cluster.crash(6 - 2 * i);
        }
        cluster.partition(
                outage % (2 * SECOND) == 0, new int[] {0}, new int[] {1, 2}, new int[] {3, 4}, new int[] {5, 6});
        cluster.setMaxSteps(200_000_000);
        cluster.run(outage);
        long head = cluster.checks().head();
        cluster.healNetwork();
        long healed = cluster.scheduler().now();
        workload.hurry();
        boolean goesOn = cluster.runUntil(() -> cluster.checks().head() > head, 120 * SECOND);
        assertThat(cluster.checks().violations()).isEmpty();
        assertThat(goesOn).isTrue();
        return cluster.scheduler().now() - healed;
    }

    @Test
    void aHeightTakesAtMostOneViewMoreThanThereAreDeadLeaders() {
        SimCluster cluster = cluster(7);
        List<Long> views = new ArrayList<>();
        MessageCodec codec = new MessageCodec(GenesisCodec.chainId(cluster.genesis()), 0, 7);
        cluster.setProbe(new SimProbe() {
            @Override
            public void event(int machine, long now, Event event) {
                if (machine == 0
                        && event instanceof Event.Finalized end
                        && end.certificate().size() > 0) {
                    views.add(BftFinalityVerifier.read(codec, end.certificate()).view());
                }
            }
        });
        cluster.startAll();
        SimWorkload workload = new SimWorkload(cluster, 4, 4, SECOND / 50, 3);
        workload.begin();
        assertThat(cluster.runUntil(() -> cluster.checks().head() >= 10, 60 * SECOND))
                .isTrue();
        cluster.crash(2);
        cluster.crash(3);
        views.clear();
        long from = cluster.checks().head();
        assertThat(cluster.runUntil(() -> cluster.checks().head() >= from + 100, 600 * SECOND))
                .isTrue();
        assertThat(views).hasSizeGreaterThan(60);
        for (int i = 1; i < views.size(); i++) {
            assertThat(views.get(i) - views.get(i - 1)).isLessThanOrEqualTo(3);
        }
        assertThat(cluster.checks().violations()).isEmpty();
    }

    private static SimCluster cluster(int validators) {
        SimCluster.Shape shape = new SimCluster.Shape(validators, 0, 0, List.of(), PARAMETERS, "bft");
        SimCluster cluster = new SimCluster(shape, SimCrypto.MOCK, new LedgerNodes(new BftSimEngine()), 11);
        for (int a = 0; a < validators; a++) {
            for (int b = 0; b < validators; b++) {
                SimLatency.LAN.apply(cluster.network().link(a, b), a, b);
            }
        }
        return cluster;
    }
}
