package org.tallystick.internal.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Refusal.Reason;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.crypto.Sha256;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.mempool.Mempool.Admission;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.Transaction;
import org.tallystick.testkit.MockSigner;

class MempoolTest {
    private static final long NOW = 1_000_000;

    private final Map<HashedKey, Bytes> state = new HashMap<>();
    private final StateReads reads = state::get;
    private final Mempool pool =
            new Mempool(new MempoolLimits(50, 1 << 20, 10, 5), new AccountRules(Parameters.DEFAULT));

    private static EncodedTransaction transaction(int account, int lane, long sequence, long validUntil, String call) {
        MockSigner signer = MockSigner.numbered(account);
        return TransactionCodec.encode(TransactionCodec.sign(
                new Transaction(
                        Hash.ZERO,
                        AccountCodec.idOf(signer.publicKey()),
                        lane,
                        sequence,
                        validUntil,
                        new ContractId("token"),
                        Bytes.utf8(call),
                        1_000,
                        List.of()),
                List.of(signer)));
    }

    private static EncodedTransaction transaction(int account, long sequence) {
        return transaction(account, 0, sequence, NOW + 1_000, "x");
    }

    private Admission add(EncodedTransaction transaction) {
        return pool.add(transaction, () -> reads, NOW);
    }

    private static Reason reason(Admission admission) {
        return ((Admission.Refused) admission).refusal().reason();
    }

    private void spend(EncodedTransaction transaction) {
        Transaction body = transaction.transaction().body();
        state.put(
                HashedKey.of(StateKey.lane(body.sender(), body.lane())),
                new CanonicalWriter(8).u64(body.sequence() + 1).toBytes());
    }

    private List<EncodedTransaction> flat() {
        return pool.candidates(1_000).stream().flatMap(List::stream).toList();
    }

    @Test
    void whatStandsBehindAGapWaits() {
        assertThat(add(transaction(1, 1))).isEqualTo(new Admission.Added(false));
        assertThat(pool.ready()).isZero();
        assertThat(flat()).isEmpty();
        assertThat(add(transaction(1, 0))).isEqualTo(new Admission.Added(true));
        assertThat(pool.ready()).isEqualTo(2);
        assertThat(flat()).containsExactly(transaction(1, 0), transaction(1, 1));
    }

    @Test
    void theSameAgainIsKnownAndAnotherWithItsNumberRefused() {
        add(transaction(1, 0));
        assertThat(add(transaction(1, 0))).isEqualTo(new Admission.Known());
        assertThat(reason(add(transaction(1, 0, 0, NOW + 1_000, "other")))).isEqualTo(Reason.SEQUENCE_TAKEN);
        assertThat(pool.size()).isEqualTo(1);
    }

    @Test
    void whatTheNumbersOfBlocksNotSeenMayHaveGoneToIsLetGoAndTheRestIsReady() {
        List<EncodedTransaction> mine = new ArrayList<>();
        for (int sequence : new int[] {0, 1, 3, 5}) {
            mine.add(transaction(1, sequence));
            add(mine.get(mine.size() - 1));
        }
        add(transaction(2, 0));
        add(transaction(3, 2));
        spend(transaction(1, 2));
        spend(transaction(3, 1));
        assertThat(pool.skipTo(reads)).containsExactlyElementsOf(mine.subList(0, 2));
        assertThat(flat()).containsExactlyInAnyOrder(mine.get(2), transaction(2, 0), transaction(3, 2));
        assertThat(pool.ready()).isEqualTo(3);
        assertThat(pool.size()).isEqualTo(4);
        spend(transaction(1, 9));
        assertThat(pool.skipTo(reads)).containsExactlyElementsOf(mine.subList(2, 4));
        assertThat(pool.ready()).isEqualTo(2);
        assertThat(add(transaction(1, 10))).isEqualTo(new Admission.Added(true));
    }

    @Test
    void boundsRefuseTheNewAndKeepTheOld() {
        for (int i = 0; i < 10; i++) {
            add(transaction(1, i, 0, NOW + 1_000, "x"));
        }
        assertThat(reason(add(transaction(1, 10, 0, NOW + 1_000, "x")))).isEqualTo(Reason.SENDER_LIMIT);
        assertThat(reason(add(transaction(2, 6)))).isEqualTo(Reason.SEQUENCE_TOO_HIGH);
        for (int account = 2; account <= 41; account++) {
            assertThat(add(transaction(account, 0))).isInstanceOf(Admission.Added.class);
        }
        assertThat(reason(add(transaction(99, 0)))).isEqualTo(Reason.POOL_FULL);
        assertThat(pool.ready()).isEqualTo(50);
    }

    @Test
    void whatWaitsBehindGapsLeavesHalfOfThePoolToWhatDoesNot() {
        for (int account = 1; account <= 25; account++) {
            assertThat(add(transaction(account, 1))).isEqualTo(new Admission.Added(false));
        }
        assertThat(reason(add(transaction(26, 1)))).isEqualTo(Reason.POOL_FULL);
        assertThat(add(transaction(26, 0))).isEqualTo(new Admission.Added(true));
        assertThat(add(transaction(26, 1))).as("behind no gap").isEqualTo(new Admission.Added(true));
        assertThat(add(transaction(1, 0))).isEqualTo(new Admission.Added(true));
        assertThat(add(transaction(27, 1))).as("one no longer waits").isEqualTo(new Admission.Added(false));
        assertThat(reason(add(transaction(28, 1)))).isEqualTo(Reason.POOL_FULL);
    }

    @Test
    void largeOnesBehindGapsLeaveHalfOfThePoolsBytes() {
        String large = "x".repeat(1 << 18);
        assertThat(add(transaction(1, 0, 1, NOW + 10, large))).isEqualTo(new Admission.Added(false));
        assertThat(reason(add(transaction(2, 0, 1, NOW + 10, large)))).isEqualTo(Reason.POOL_FULL);
        EncodedTransaction first = transaction(1, 0);
        assertThat(add(first)).isEqualTo(new Admission.Added(true));
        assertThat(add(transaction(2, 0, 1, NOW + 10, large))).isEqualTo(new Admission.Added(false));
        spend(first);
        pool.becameFinal(List.of(first), NOW);
        assertThat(reason(add(transaction(3, 0, 1, NOW + 10, large)))).isEqualTo(Reason.POOL_FULL);
        pool.dropExpired(NOW + 11);
        assertThat(pool.size()).isZero();
        assertThat(add(transaction(3, 0, 1, NOW + 20, large))).isEqualTo(new Admission.Added(false));
    }

    @Test
    void rivalThatBecameFinalDropsTheHeldOneAndUnblocksTheNext() {
        add(transaction(1, 0));
        add(transaction(1, 1));
        EncodedTransaction rival = transaction(1, 0, 0, NOW + 1_000, "rival");
        spend(rival);
        assertThat(pool.becameFinal(List.of(rival), NOW))
                .singleElement()
                .satisfies(dropped -> assertThat(dropped.transaction()).isEqualTo(transaction(1, 0)));
        assertThat(flat()).containsExactly(transaction(1, 1));
    }

    @Test
    void whatIsHeldIsFoundByAllItsBytesUntilItIsFinal() {
        EncodedTransaction first = transaction(1, 0);
        EncodedTransaction second = transaction(1, 1);
        EncodedTransaction sameIdOtherSignature = new EncodedTransaction(
                first.transaction(), first.id(), Sha256.hash(Bytes.utf8("another leaf")), first.bytes());
        add(first);
        add(second);
        List<Hash> leaves = List.of(sameIdOtherSignature.leaf(), second.leaf(), first.leaf());
        assertThat(pool.withLeaves(leaves)).isEqualTo(Map.of(first.leaf(), first, second.leaf(), second));
        spend(first);
        pool.becameFinal(List.of(first), NOW);
        assertThat(pool.withLeaves(leaves)).isEqualTo(Map.of(second.leaf(), second));
    }

    @Test
    void expiredOnesAreDroppedAndMakeAGap() {
        add(transaction(1, 0, 0, NOW + 10, "short"));
        add(transaction(1, 1));
        assertThat(pool.dropExpired(NOW + 10)).isEmpty();
        assertThat(pool.dropExpired(NOW + 11)).hasSize(1);
        assertThat(pool.ready()).isZero();
        assertThat(pool.size()).isEqualTo(1);
        assertThat(add(transaction(1, 0))).isEqualTo(new Admission.Added(true));
        assertThat(pool.ready()).isEqualTo(2);
    }

    @Test
    void strangerCannotTakeTheNumbersThatAnAccountHasYetToReach() {
        Transaction ahead = transaction(1, 3).transaction().body();
        EncodedTransaction forged =
                TransactionCodec.encode(TransactionCodec.sign(ahead, List.of(MockSigner.numbered(2))));
        assertThat(reason(add(forged))).isEqualTo(Reason.WRONG_SIGNERS);
        assertThat(add(transaction(1, 3))).isEqualTo(new Admission.Added(false));
    }

    @Test
    void readyIsAlwaysWhatCouldBeOrdered() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            state.clear();
            Mempool mixed = new Mempool(new MempoolLimits(50, 1 << 20, 20, 5), new AccountRules(Parameters.DEFAULT));
            long now = NOW;
            for (int step = 0; step < 200; step++) {
                int choice = random.nextInt(10);
                if (choice < 7) {
                    mixed.add(
                            transaction(
                                    random.nextInt(4),
                                    random.nextInt(2),
                                    random.nextInt(12),
                                    now + random.nextInt(40),
                                    "s"),
                            () -> reads,
                            now);
                } else if (choice < 9) {
                    List<EncodedTransaction> block = new ArrayList<>();
                    mixed.candidates(random.nextInt(6)).forEach(block::addAll);
                    block.forEach(this::spend);
                    mixed.becameFinal(block, now);
                } else {
                    now += random.nextInt(20);
                    mixed.dropExpired(now);
                }
                assertThat(mixed.ready())
                        .isEqualTo(mixed.candidates(1_000).stream()
                                .mapToInt(List::size)
                                .sum());
            }
        }
    }
}
