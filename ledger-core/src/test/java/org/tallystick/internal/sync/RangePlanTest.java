package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.Generators;
import org.tallystick.testkit.MockSigner;

class RangePlanTest {
    private static final BlockHeader ANY = new Generators(1).header();

    private static NodeId peer(int number) {
        return new NodeId(MockSigner.numbered(number).publicKey());
    }

    private static Range range(long from, long to, long bytes) {
        List<ProposedBlock> blocks = new ArrayList<>();
        List<Bytes> certificates = new ArrayList<>();
        for (long height : new long[] {from, to}) {
            BlockHeader header = new BlockHeader(
                    ANY.chainId(),
                    height,
                    ANY.parent(),
                    ANY.timestamp(),
                    ANY.proposer(),
                    ANY.transactionCount(),
                    ANY.transactionRoot(),
                    ANY.receiptRoot(),
                    ANY.stateRoot(),
                    ANY.historyRoot(),
                    ANY.configHash(),
                    ANY.nextConfigHash(),
                    ANY.engineFields());
            blocks.add(new ProposedBlock(header, Hash.ZERO, Bytes.EMPTY));
            certificates.add(Bytes.EMPTY);
        }
        return new Range(peer(99), blocks, certificates, bytes);
    }

    @Test
    void whatIsHeldFollowsOnceTheGapBelowItIsClosedByOthers() {
        RangePlan plan = new RangePlan();
        plan.hold(range(5, 9, 100));
        assertThat(plan.take(3)).isEmpty();
        assertThat(plan.heldAt(5)).isPresent();
        assertThat(plan.gap(6, 9, 256)).isEmpty();
        assertThat(plan.take(6).map(Range::last)).contains(9L);
        assertThat(plan.heldAt(5)).isEmpty();
    }

    @Test
    void ofAnswersThatAreFarLargerThanExpectedOnlyTheFirstIsHeldBeyondTheBudget() {
        RangePlan plan = new RangePlan();
        for (long from : new long[] {257, 513, 769, 1}) {
            plan.hold(range(from, from + 255, 34 << 20));
        }
        assertThat(plan.heldBytes()).isEqualTo(34 << 20);
        assertThat(plan.take(0).map(Range::first)).contains(1L);
        assertThat(plan.gap(256, 2_000, 256)).contains(new RangePlan.Gap(257, 512));
    }

    /** Answers of any length, in any order, some never: all heights come, each bound is kept, nobody is asked twice. */
    @Test
    void everythingIsFetchedInTheEndAndNothingBeyondTheBounds() {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            RangePlan plan = new RangePlan();
            List<RangePlan.Open> open = new ArrayList<>();
            long own = 0;
            long target = 20_000;
            long id = 0;
            for (int step = 0; own < target; step++) {
                assertThat(step).as("no progress").isLessThan(50_000);
                Optional<RangePlan.Gap> gap = plan.gap(own, target, 1 + random.nextInt(256));
                if (gap.isPresent() && random.nextInt(3) > 0) {
                    RangePlan.Gap wanted = gap.get();
                    assertThat(wanted.from()).isBetween(own + 1, own + RangePlan.WINDOW);
                    assertThat(wanted.to()).isBetween(wanted.from(), target);
                    assertThat(open).noneMatch(one -> one.from() <= wanted.to() && wanted.from() <= one.to());
                    RangePlan.Open request =
                            new RangePlan.Open(++id, peer((int) (id % 50)), wanted.from(), wanted.to());
                    plan.asked(request);
                    open.add(request);
                    assertThat(open).hasSizeLessThanOrEqualTo(RangePlan.MOST_REQUESTS);
                } else if (!open.isEmpty()) {
                    RangePlan.Open request = open.remove(random.nextInt(open.size()));
                    plan.ended(request);
                    if (random.nextInt(4) > 0) {
                        long to = Math.min(target, request.from() + random.nextInt(300));
                        plan.hold(range(request.from(), to, 1 + random.nextInt(5 << 20)));
                    }
                }
                Optional<Range> next = plan.take(own);
                if (next.isPresent()) {
                    own = Math.max(own, next.get().last());
                }
                assertThat(plan.heldBytes()).isBetween(0L, RangePlan.BUDGET);
            }
            assertThat(plan.take(own)).isEmpty();
            assertThat(plan.heldBytes()).isZero();
        }
    }
}
