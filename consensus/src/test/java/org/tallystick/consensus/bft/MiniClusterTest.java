package org.tallystick.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.spi.consensus.EngineStatus.Role;

class MiniClusterTest {
    private static final int SEEDS = Integer.getInteger("mini.seeds", 60);
    private static final long FIRST_SEED = Long.getLong("mini.first", 1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 10})
    void aFreshClusterFinalizesATransactionAndFallsSilent(int size) {
        MiniCluster cluster = new MiniCluster(size, size);
        cluster.startAll();
        cluster.run(100);
        for (int i = 0; i < size; i++) {
            assertThat(cluster.node(i).status().role()).isEqualTo(Role.VALIDATOR);
        }
        cluster.submit(0, 42);
        assertThat(cluster.runUntil(1_000, () -> allFinal(cluster, 42))).isTrue();
        assertSilent(cluster);
        assertThat(cluster.node(0).ledger().head().header().height()).isEqualTo(1);
    }

    @Test
    void aLoneTransactionTakesNoMoreThanFiveDelays() {
        MiniCluster cluster = new MiniCluster(3, 4);
        cluster.network(0, 0, 10_000, 10_000);
        cluster.startAll();
        cluster.run(500);
        for (long transaction = 1; transaction < 10; transaction++) {
            long t = transaction;
            long before = cluster.nowMillis();
            cluster.submit((int) transaction % 4, transaction);
            assertThat(cluster.runUntil(1_000, () -> allFinal(cluster, t))).isTrue();
            // To the leader, proposal, notarize, finalize: four delays of 10 ms, and a little work.
            assertThat(cluster.nowMillis() - before).isLessThan(50);
        }
    }

    @Test
    void aNullifyThatNobodyHasAReasonToJoinIsNotSentForEver() {
        MiniCluster cluster = new MiniCluster(5, 4);
        cluster.startAll();
        cluster.run(500);
        cluster.partition(Set.of(0));
        cluster.node(0).submit(42);
        cluster.run(3_000);
        cluster.node(0).forget(42);
        cluster.partition(Set.of());
        assertSilent(cluster);
        cluster.submit(1, 43);
        assertThat(cluster.runUntil(5_000, () -> allFinal(cluster, 43))).isTrue();
    }

    @Test
    void aDeadValidatorCostsLittleOnceItIsKnownToBeSilent() {
        MiniCluster cluster = new MiniCluster(9, 4);
        cluster.startAll();
        cluster.run(500);
        long next = finalizeOneByOne(cluster, 1, 8);
        cluster.crash(3);
        next = finalizeOneByOne(cluster, next, 16);
        long before = cluster.nowMillis();
        finalizeOneByOne(cluster, next, 40);
        // Ten of fifty views are led by nobody and cost a tenth of a timeout.
        assertThat(cluster.nowMillis() - before).isLessThan(2_500);
    }

    @Test
    void afterALongOutageTheFirstCommitComesSoon() {
        MiniCluster cluster = new MiniCluster(10, 4);
        cluster.startAll();
        cluster.run(500);
        cluster.partition(Set.of(0, 1));
        cluster.submit(0, 1);
        cluster.submit(2, 2);
        cluster.run(3_600_000);
        cluster.partition(Set.of());
        long before = cluster.nowMillis();
        assertThat(cluster.runUntil(60_000, () -> allFinal(cluster, 1) && allFinal(cluster, 2)))
                .isTrue();
        assertThat(cluster.nowMillis() - before).isLessThan(5_000);
    }

    @Test
    void aValidatorThatLosesItsJournalIsSilentAndTheOthersGoOn() {
        for (long seed = 1; seed <= 20; seed++) {
            MiniCluster cluster = new MiniCluster(seed, 4);
            cluster.startAll();
            cluster.run(500);
            long next = finalizeOneByOne(cluster, 1, 1 + (int) (seed % 5));
            cluster.submit(0, 1_000);
            cluster.run(seed % 7); // somewhere inside the agreement on it
            cluster.crash(2);
            cluster.node(2).loseJournal();
            cluster.start(2);
            cluster.submit(1, next);
            long last = next;
            assertThat(cluster.runUntil(20_000, () -> allFinal(cluster, last))).isTrue();
            assertThat(cluster.node(2).status().role()).isEqualTo(Role.LOST_JOURNAL);
            finalizeOneByOne(cluster, next + 1, 8);
            assertSilent(cluster);
        }
    }

    @Test
    void simulatedFaultsNeverBreakAgreementAndEndInFinality() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                runFaults(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void runFaults(long seed) {
        Random random = new Random(seed * 31);
        int[] sizes = {4, 4, 5, 7};
        MiniCluster cluster = new MiniCluster(seed, sizes[random.nextInt(sizes.length)]);
        int size = cluster.size();
        boolean betrayed = random.nextInt(3) == 0;
        if (random.nextInt(4) == 0) {
            cluster.skew(3_000);
        }
        if (random.nextInt(3) == 0) {
            cluster.withoutSync();
        }
        cluster.startAll();
        assertThat(cluster.runUntil(5_000, () -> allConfirmed(cluster))).isTrue();
        if (betrayed) {
            cluster.betray(random.nextInt(size));
        }
        long transaction = 1;
        for (int step = 0; step < 6; step++) {
            disturb(cluster, random);
            for (int i = 0; i < 5; i++) {
                int to = random.nextInt(size);
                if (cluster.isHonest(to) && cluster.isUp(to)) {
                    cluster.submit(to, transaction++);
                }
                cluster.run(random.nextInt(400));
            }
        }
        heal(cluster);
        int last = firstHonest(cluster);
        long healed = transaction;
        cluster.submit(last, healed);
        // The design's bound: f + 1 capped timeouts, plus delays.
        long bound = (cluster.validators().maxFaulty() + 1) * 10_000L + 3_000;
        boolean done = cluster.runUntil(bound, () -> allFinal(cluster, healed));
        if (!done) {
            StringBuilder text = new StringBuilder("no finality after healing\n");
            for (int i = 0; i < size; i++) {
                if (cluster.isHonest(i)) {
                    text.append(i).append(' ').append(cluster.node(i).status()).append(' ');
                    text.append(cluster.node(i).ledger().head().header().height())
                            .append('\n');
                }
            }
            throw new AssertionError(text.toString());
        }
        if (!betrayed) {
            assertSilent(cluster);
            for (int i = 0; i < size; i++) {
                assertThat(cluster.node(i).headHash()).isEqualTo(cluster.node(0).headHash());
            }
        }
    }

    /** Submits transactions, each when the one before is final everywhere; returns the next number. */
    private static long finalizeOneByOne(MiniCluster cluster, long first, int count) {
        for (long transaction = first; transaction < first + count; transaction++) {
            long awaited = transaction;
            cluster.submit(0, transaction);
            assertThat(cluster.runUntil(20_000, () -> allFinal(cluster, awaited)))
                    .as("transaction %s", awaited)
                    .isTrue();
        }
        return first + count;
    }

    private static void disturb(MiniCluster cluster, Random random) {
        int size = cluster.size();
        int faulty = cluster.validators().maxFaulty();
        switch (random.nextInt(5)) {
            case 0 -> cluster.network(random.nextDouble() * 0.3, random.nextDouble() * 0.3, 100, 20_000);
            case 1 -> cluster.network(0, 0, 100, 1 + random.nextInt(1_500_000));
            case 2 -> {
                Set<Integer> side = new HashSet<>();
                for (int i = 0; i < size; i++) {
                    if (random.nextBoolean()) {
                        side.add(i);
                    }
                }
                cluster.partition(side);
            }
            case 3 -> {
                for (int i = 0; i < 1 + random.nextInt(faulty + 1); i++) {
                    int victim = random.nextInt(size);
                    if (cluster.isHonest(victim) && cluster.isUp(victim)) {
                        cluster.crash(victim);
                    }
                }
            }
            default -> heal(cluster);
        }
    }

    private static void heal(MiniCluster cluster) {
        cluster.network(0, 0, 100, 2_000);
        cluster.partition(Set.of());
        for (int i = 0; i < cluster.size(); i++) {
            if (cluster.isHonest(i) && !cluster.isUp(i)) {
                cluster.start(i);
            }
        }
    }

    private static int firstHonest(MiniCluster cluster) {
        return cluster.isHonest(0) ? 0 : 1;
    }

    private static boolean allConfirmed(MiniCluster cluster) {
        for (int i = 0; i < cluster.size(); i++) {
            if (cluster.node(i).status().role() != Role.VALIDATOR) {
                return false;
            }
        }
        return true;
    }

    private static boolean allFinal(MiniCluster cluster, long transaction) {
        for (int i = 0; i < cluster.size(); i++) {
            boolean counts = cluster.isHonest(i) && cluster.isUp(i);
            if (counts && !cluster.node(i).ledger().isFinal(transaction)) {
                return false;
            }
        }
        return true;
    }

    /** Within a while all timers stop, and then nothing more is sent. */
    private static void assertSilent(MiniCluster cluster) {
        cluster.run(60_000);
        for (int i = 0; i < cluster.size(); i++) {
            assertThat(cluster.node(i).hasTimers())
                    .as("node %s has timers, %s", i, cluster.node(i).status())
                    .isFalse();
        }
        long before = cluster.messages();
        cluster.run(60_000);
        assertThat(cluster.messages()).isEqualTo(before);
    }
}
