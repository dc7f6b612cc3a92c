package org.tallystick.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Bytes;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;
import org.tallystick.testkit.Allocation;
import org.tallystick.testkit.Generators;

class TransactionCodecTest {
    /** Where the contract's name begins: version, chain id, sender, lane, sequence, valid-until, length of the name. */
    private static final int CONTRACT_AT = 1 + 32 + 32 + 2 + 8 + 8 + 2;

    private final Generators make = new Generators(3);

    @Test
    void signaturesChangeTheLeafButNotTheId() {
        Transaction body = make.transaction();
        EncodedTransaction first = TransactionCodec.encode(TransactionCodec.sign(body, List.of(make.privateKey())));
        EncodedTransaction second = TransactionCodec.encode(TransactionCodec.sign(body, List.of(make.privateKey())));
        assertThat(first.id()).isEqualTo(second.id()).isEqualTo(TransactionCodec.id(body));
        assertThat(first.leaf()).isNotEqualTo(second.leaf()).isEqualTo(MerkleTree.leafHash(first.bytes()));
    }

    @Test
    void decodingGivesTheHashesThatEncodingGave() throws MalformedException {
        for (int i = 0; i < 100; i++) {
            EncodedTransaction encoded = TransactionCodec.encode(make.signedTransaction());
            assertThat(TransactionCodec.decode(encoded.bytes())).isEqualTo(encoded);

            byte[] within = new byte[encoded.size() + 20];
            encoded.bytes().copyTo(within, 7);
            Bytes slice = Bytes.wrap(within).slice(7, encoded.size());
            assertThat(TransactionCodec.decode(slice)).isEqualTo(encoded);
        }
    }

    @Test
    void decoderForgetsNothingThatDiffersBetweenNeighbours() throws MalformedException {
        TransactionDecoder decoder = new TransactionDecoder();
        for (int i = 0; i < 200; i++) {
            EncodedTransaction encoded = TransactionCodec.encode(make.signedTransaction());
            assertThat(decoder.decode(encoded.bytes())).isEqualTo(encoded);
            Bytes longer = Bytes.wrap(Arrays.copyOf(encoded.bytes().toArray(), encoded.size() + 1));
            assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> decoder.decode(longer));
        }
    }

    @Test
    void signingGivesVerifiableSignaturesInOrder() {
        Transaction body = make.transaction();
        List<PrivateKey> keys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            keys.add(make.privateKey());
        }
        SignedTransaction signed = TransactionCodec.sign(body, keys);
        byte[] message = TransactionCodec.signingMessage(body.chainId(), TransactionCodec.id(body));
        assertThat(signed.witnesses())
                .hasSize(5)
                .allSatisfy(
                        witness -> assertThat(new Ed25519Verifier().verify(witness.key(), message, witness.signature()))
                                .isTrue());
        assertThat(signed.witnesses().stream().map(Witness::key)).isSorted();
    }

    @Test
    void signingTwiceWithOneKeyIsRefused() {
        PrivateKey key = make.privateKey();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransactionCodec.sign(make.transaction(), List.of(key, key)))
                .withMessageContaining("none twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransactionCodec.sign(make.transaction(), List.of()))
                .withMessageContaining("1 to 16 signatures");
    }

    @Test
    void refusalsSayWhatIsWrong() {
        EncodedTransaction good = TransactionCodec.encode(
                TransactionCodec.sign(make.transaction(), List.of(make.privateKey(), make.privateKey())));
        byte[] bytes = good.bytes().toArray();
        assertRefused(with(bytes, 0, 2), "transaction version 2 is not known");
        assertRefused(with(bytes, CONTRACT_AT, 'A'), "a contract id is a lower-case letter");
        assertRefused(with(bytes, CONTRACT_AT, 0xFF), "contract is not UTF-8");
        assertRefused(with(bytes, bytes.length - 97, 9), "unknown signature scheme 9");
        assertRefused(swapWitnesses(bytes), "signatures must stand in ascending order");
        assertRefused(Arrays.copyOf(bytes, bytes.length + 2), "followed by 2 bytes that do not belong to it");
        assertRefused(Arrays.copyOf(bytes, bytes.length - 1), "needs 64 bytes, but only 63 are left");
        assertRefused(new byte[0], "transaction version needs 1 bytes");
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeAnythingIsMadeOfIt() {
        Bytes large = Bytes.wrap(new byte[TransactionCodec.MAX_BYTES + 1]);
        byte[] array = large.toArray();
        assertRefused(array, "a transaction has at most 33554432 bytes, not 33554433");

        byte[] claim = TransactionCodec.encode(make.signedTransaction()).bytes().toArray();
        int nameLength = claim[CONTRACT_AT - 1];
        int callLengthAt = CONTRACT_AT + nameLength;
        claim[callLengthAt] = 0x01;
        long allocated = Allocation.during(() -> assertRefused(claim, "call needs"));
        assertThat(allocated).isLessThan(1 << 20);
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        byte[] copy = bytes.clone();
        copy[index] = (byte) value;
        return copy;
    }

    private static byte[] swapWitnesses(byte[] bytes) {
        byte[] copy = bytes.clone();
        System.arraycopy(bytes, bytes.length - 97, copy, bytes.length - 194, 97);
        System.arraycopy(bytes, bytes.length - 194, copy, bytes.length - 97, 97);
        return copy;
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> TransactionCodec.decode(Bytes.wrap(bytes)))
                .withMessageContaining(message);
    }
}
