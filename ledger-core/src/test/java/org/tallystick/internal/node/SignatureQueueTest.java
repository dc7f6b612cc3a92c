package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.codec.TransactionDecoder;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.internal.validation.TransactionChecks;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;

/** What waits is checked together, and nothing twice. */
class SignatureQueueTest {
    private static final Hash CHAIN = Hash.of(new byte[Hash.SIZE]);

    private final PrivateKey signer = PrivateKey.fromSeed(new byte[32]);
    private final List<Integer> batches = new ArrayList<>();
    private final Deque<Runnable> workers = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final TransactionChecks checks = new TransactionChecks(
            CHAIN, () -> Parameters.DEFAULT, Contracts.select(List.of(), List.of(), new Counting()), new Counting(), 1);
    private final SignatureQueue queue = new SignatureQueue(workers::add, 2, checks);

    @Test
    void aLoneTransactionIsCheckedAtOnce() {
        queue.addForeign(new Waiting(transaction(0, true)));
        run(1);
        assertThat(log).containsExactly("0 true", "0 closed");
    }

    @Test
    void whatWaitsIsSharedOutAmongTheThreadsAndCheckedTogether() {
        for (int i = 0; i < 40; i++) {
            queue.addForeign(new Waiting(transaction(i, i != 7)));
        }
        assertThat(workers).as("as many tasks as threads").hasSize(2);
        run(100);
        assertThat(batches).containsExactly(20, 20);
        assertThat(log).hasSize(80).contains("7 false").doesNotContain("7 true");
        assertThat(workers).isEmpty();
    }

    @Test
    void whatIsTooLittleForTwoBatchesIsCheckedByOneThread() {
        for (int i = 0; i < 16; i++) {
            queue.addForeign(new Waiting(transaction(i, true)));
        }
        assertThat(workers).hasSize(1);
        run(100);
        assertThat(batches).containsExactly(16);
        assertThat(log).hasSize(32);
        queue.addForeign(new Waiting(transaction(16, true)));
        assertThat(workers).as("one that comes later is not forgotten").hasSize(1);
    }

    @Test
    void aBatchHasABound() {
        for (int i = 0; i < 200; i++) {
            queue.addForeign(new Waiting(transaction(i, true)));
        }
        run(100);
        assertThat(batches).allSatisfy(size -> assertThat(size).isBetween(1, 64));
        assertThat(log).hasSize(400);
    }

    @Test
    void whatTheApplicationWantsTakesTurnsWithWhatPeersSend() {
        for (int i = 0; i < 200; i++) {
            queue.addForeign(new Waiting(transaction(i, true)));
        }
        for (int i = 200; i < 232; i++) {
            queue.addOwn(new Waiting(transaction(i, true)));
        }
        run(1);
        List<String> closed =
                log.stream().filter(line -> line.endsWith("closed")).toList();
        assertThat(closed).hasSize(64).contains("200 closed", "231 closed", "0 closed", "31 closed");
    }

    @Test
    void goodSignaturesAreNotCheckedAgainAndBadOnesAre() {
        EncodedTransaction good = transaction(1, true);
        EncodedTransaction bad = transaction(2, false);
        EncodedTransaction sameBodyOtherSignature = transaction(1, false);
        assertThat(checks.signaturesGood(List.of(good, bad))).containsExactly(true, false);
        batches.clear();
        assertThat(checks.signaturesGood(List.of(bad, good, sameBodyOtherSignature)))
                .containsExactly(false, true, false);
        assertThat(batches).containsExactly(2);
        assertThat(checks.allSignaturesGood(List.of(good))).isTrue();
        assertThat(checks.allSignaturesGood(List.of(good, bad))).isFalse();
    }

    @Test
    void anEntryThatFailsLeavesNoneBehindUnclosed() {
        for (int i = 0; i < 4; i++) {
            queue.addForeign(new Waiting(transaction(i, true)));
        }
        queue.addForeign(new Waiting(transaction(4, true)) {
            @Override
            public Optional<EncodedTransaction> open(TransactionDecoder decoder) {
                throw new IllegalStateException("made for the test");
            }
        });
        queue.addForeign(new Waiting(transaction(5, true)));
        int failures = 0;
        while (!workers.isEmpty()) {
            try {
                workers.remove().run();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("made for the test");
                failures++;
            }
        }
        assertThat(failures).isEqualTo(1);
        assertThat(log.stream().filter(line -> line.endsWith("closed"))).hasSize(6);
    }

    /** Adds each while the thread that took the one before is about to leave, sooner or later. */
    @Test
    void nothingIsLeftWaitingByAThreadThatLeaves() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            SignatureQueue one = new SignatureQueue(thread, 1, checks);
            Lingering entry = new Lingering();
            for (int i = 1; i <= 1_000_000; i++) {
                one.addOwn(entry);
                long spins = 0;
                while (entry.closed < i) {
                    Thread.onSpinWait();
                    if (++spins % 1_000_000 == 0) {
                        assertThat(spins).as("number " + i + " waits in vain").isLessThan(300_000_000);
                    }
                }
            }
        } finally {
            thread.shutdownNow();
        }
    }

    /** Keeps its thread for a moment after it was closed, another one each time. */
    private static final class Lingering implements SignatureQueue.Entry {
        private volatile int closed; // by one thread

        @Override
        public Optional<EncodedTransaction> open(TransactionDecoder decoder) {
            return Optional.empty();
        }

        @Override
        public void judged(EncodedTransaction transaction, boolean good) {
            throw new AssertionError("nothing was opened");
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void close() {
            int lingers = closed % 50;
            closed++;
            for (int i = 0; i < lingers; i++) {
                Thread.onSpinWait();
            }
        }
    }

    private void run(int most) {
        for (int i = 0; i < most && !workers.isEmpty(); i++) {
            workers.remove().run();
        }
    }

    private EncodedTransaction transaction(long sequence, boolean good) {
        Transaction body = new Transaction(
                CHAIN,
                AccountCodec.idOf(signer.publicKey()),
                0,
                sequence,
                1_000,
                TokenContract.ID,
                Bytes.EMPTY,
                10_000,
                List.of());
        SignedTransaction signed = TransactionCodec.sign(body, List.of(signer));
        if (!good) {
            Witness witness = signed.witnesses().get(0);
            byte[] spoilt = witness.signature().toArray();
            spoilt[40] ^= 1;
            signed = new SignedTransaction(body, List.of(new Witness(witness.key(), Bytes.wrap(spoilt))));
        }
        return TransactionCodec.encode(signed);
    }

    private class Waiting implements SignatureQueue.Entry {
        private final EncodedTransaction transaction;

        Waiting(EncodedTransaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public Optional<EncodedTransaction> open(TransactionDecoder decoder) {
            return Optional.of(transaction);
        }

        @Override
        public void judged(EncodedTransaction opened, boolean good) {
            log.add(number() + " " + good);
        }

        @Override
        public void close() {
            log.add(number() + " closed");
        }

        private long number() {
            return transaction.transaction().body().sequence();
        }
    }

    private final class Counting implements SignatureVerifier {
        private final SignatureVerifier verifier = new Ed25519Verifier();

        @Override
        public boolean verify(PublicKey key, byte[] message, Bytes signature) {
            throw new AssertionError("everything goes in batches");
        }

        @Override
        public boolean[] verifyAll(List<SignatureCheck> all) {
            if (!all.isEmpty()) {
                batches.add(all.size());
            }
            return verifier.verifyAll(all);
        }
    }
}
