package org.tallystick.internal.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.codec.TransactionDecoder;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.Sha256;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.Transaction;
import org.tallystick.testkit.Allocation;

/** A guard against regressions that no noisy clock can hide: what a transfer makes the node allocate at the door. */
class StatelessAllocationTest {
    private static final int BATCH = 64;
    private static final int PART = 10 * BATCH;
    private static final int ROUNDS = 8;
    private static final int WARM_UP = 3;
    private static final int FEW = 4;
    private static final int CALL_BYTES = 256;
    private static final int CALL_WITHOUT_MEMO = 75;

    private TransactionChecks checks = checks(new Ed25519Verifier());
    private final List<byte[]> received = new ArrayList<>();
    private TransactionDecoder decoder = new TransactionDecoder();
    private int next;

    @Test
    void transferAllocatesLessThanAKibibyteBeforeItMeetsTheState() {
        PrivateKey signer = PrivateKey.fromSeed(new byte[32]);
        assertThat(leastAllocated(i -> signer)).isBetween(300L, 1023L);
    }

    @Test
    void transferOfASenderWhoNeverCameBeforeAllocatesNoMore() {
        assertThat(leastAllocated(i -> PrivateKey.fromSeed(
                        Sha256.hash(Bytes.utf8("sender " + i)).toArray())))
                .isBetween(300L, 1023L);
    }

    /** The rounds warm up the code; none has the same transfers, since their signatures would not be looked at again. */
    private long leastAllocated(IntFunction<PrivateKey> signers) {
        for (int i = 0; i < 2 * ROUNDS * PART; i++) {
            received.add(transfer(i, signers.apply(i)));
        }
        for (int times = 0; times < WARM_UP; times++) {
            for (int from = 0; from < received.size(); from += FEW) { // many small batches, as calls are what counts
                check(received.subList(from, from + FEW));
            }
            checks = checks(new Ed25519Verifier());
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            least = Math.min(least, Allocation.during(this::checkNextPart) / PART);
        }
        return least;
    }

    private static TransactionChecks checks(Ed25519Verifier verifier) {
        return new TransactionChecks(
                Hash.ZERO,
                () -> Parameters.DEFAULT,
                Contracts.select(
                        List.of(new ContractRef(TokenContract.ID, TokenContract.VERSION)),
                        List.of(new TokenContract()),
                        verifier),
                verifier,
                1);
    }

    private void checkNextPart() {
        for (int end = next + PART; next < end; next += BATCH) {
            check(received.subList(next, next + BATCH));
        }
    }

    private void check(List<byte[]> batch) {
        List<EncodedTransaction> transactions = new ArrayList<>(batch.size());
        decoder = new TransactionDecoder();
        for (byte[] bytes : batch) {
            transactions.add(open(bytes));
        }
        for (boolean good : checks.signaturesGood(transactions)) {
            assertThatNoObjection(good);
        }
    }

    /** AssertJ would allocate. */
    private static void assertThatNoObjection(boolean good) {
        if (!good) {
            throw new AssertionError("a good transfer was refused");
        }
    }

    private EncodedTransaction open(byte[] bytes) {
        try {
            EncodedTransaction transaction = decoder.decode(Bytes.wrap(bytes));
            assertThatNoObjection(checks.checkForm(transaction).isEmpty());
            return transaction;
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] transfer(long sequence, PrivateKey signer) {
        Bytes call = TokenCalls.transfer(
                Hash.ZERO,
                AccountCodec.idOf(signer.publicKey()),
                1,
                Bytes.wrap(new byte[CALL_BYTES - CALL_WITHOUT_MEMO]));
        assertThat(call.size()).isEqualTo(CALL_BYTES);
        Transaction body = new Transaction(
                Hash.ZERO,
                AccountCodec.idOf(signer.publicKey()),
                0,
                sequence,
                1_000,
                TokenContract.ID,
                call,
                10_000,
                List.of());
        return TransactionCodec.encode(TransactionCodec.sign(body, List.of(signer)))
                .bytes()
                .toArray();
    }
}
