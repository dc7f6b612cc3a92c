package org.tallystick.internal.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.PrivateKey;
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
    private static final int BATCHES = 20;
    private static final int CALL_BYTES = 256;
    private static final int CALL_WITHOUT_MEMO = 75;

    private final PrivateKey signer = PrivateKey.fromSeed(new byte[32]);
    private final Ed25519Verifier verifier = new Ed25519Verifier();
    private final List<byte[]> received = new ArrayList<>();
    private TransactionChecks checks;

    @Test
    void transferAllocatesLessThanAKibibyteBeforeItMeetsTheState() {
        for (int i = 0; i < BATCH * BATCHES; i++) {
            received.add(transfer(i));
        }
        // A fresh memory of what was verified each time; its own room is part of what is measured.
        long allocated = Allocation.during(() -> {
            checks = new TransactionChecks(
                    Hash.ZERO,
                    () -> Parameters.DEFAULT,
                    Contracts.select(
                            List.of(new ContractRef(TokenContract.ID, TokenContract.VERSION)),
                            List.of(new TokenContract()),
                            verifier),
                    verifier);
            for (int from = 0; from < received.size(); from += BATCH) {
                check(received.subList(from, from + BATCH));
            }
        });
        System.out.println("ALLOC " + allocated / received.size());
        assertThat(allocated / received.size()).isBetween(1L, 1023L);
    }

    private void check(List<byte[]> batch) {
        List<EncodedTransaction> transactions = new ArrayList<>(batch.size());
        for (byte[] bytes : batch) {
            transactions.add(decode(bytes));
        }
        transactions.forEach(each -> assertThatNoObjection(checks.checkForm(each).isEmpty()));
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

    private static EncodedTransaction decode(byte[] bytes) {
        try {
            return TransactionCodec.decode(Bytes.wrap(bytes));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] transfer(long sequence) {
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
