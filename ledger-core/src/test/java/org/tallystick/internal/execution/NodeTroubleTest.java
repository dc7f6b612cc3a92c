package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.tallystick.contract.Contract;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.model.Parameters;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.RawContract;

/** What fails here only is this node's trouble, and never becomes the outcome of a call, which is the same on all nodes. */
class NodeTroubleTest {
    private static final ContractId READER = new ContractId("reader");

    private final StorageException damage = new StorageException(StorageException.Kind.CORRUPT, "the disk is damaged");

    /** What a contract can ask that this node cannot tell. */
    private enum Question {
        VALUE,
        HASH,
        SIGNATURE
    }

    /** Asks, and makes the best of what that throws if it is told to. */
    private static Contract<?> reader(Question question, boolean forgiving) {
        return new RawContract(READER, (call, context) -> {
            try {
                switch (question) {
                    case VALUE -> context.get(Bytes.utf8("k"));
                    case HASH -> context.blockHash(context.height() - 2);
                    case SIGNATURE -> context.verify(MockSigner.numbered(1).publicKey(), Bytes.EMPTY, Bytes.EMPTY);
                }
            } catch (StorageException e) {
                if (!forgiving) {
                    throw e;
                }
            }
            return Bytes.EMPTY;
        });
    }

    @Test
    void whatCannotBeToldStopsTheNodeWhateverTheContractMakesOfIt() {
        for (Question question : Question.values()) {
            for (boolean forgiving : new boolean[] {false, true}) {
                Execution execution = execution(reader(question, forgiving), true);
                assertThatThrownBy(() -> execution.add(ExecutionFixture.call(1, READER)))
                        .isSameAs(damage);
                assertThat(execution.size()).isZero();
            }
        }
    }

    @Test
    void whatCanBeToldDoesNot() {
        for (Question question : Question.values()) {
            Execution execution = execution(reader(question, true), false);
            assertThat(execution.add(ExecutionFixture.call(1, READER))).isEmpty();
            assertThat(execution.finish().receipts().receipts().get(0).outcome())
                    .isInstanceOf(Outcome.Succeeded.class);
        }
    }

    private Execution execution(Contract<?> contract, boolean damaged) {
        StateReads store = key -> {
            if (damaged && key.key().space().equals(READER.name())) {
                throw damage;
            }
            return null;
        };
        LongFunction<Hash> hashes = height -> {
            if (damaged) {
                throw damage;
            }
            return Hash.ZERO;
        };
        SignatureVerifier verifier = (key, message, signature) -> {
            if (damaged) {
                throw damage;
            }
            return true;
        };
        return ExecutionFixture.execution(contract, Parameters.DEFAULT, store, hashes, verifier);
    }
}
