package org.tallystick.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.Allocation;
import org.tallystick.testkit.Generators;

class BlockCodecTest {
    private final Generators make = new Generators(4);

    @Test
    void bodyComesBackWithItsHashes() throws MalformedException {
        List<EncodedTransaction> transactions = transactions(50);
        Bytes body = BlockCodec.encodeBody(transactions);
        assertThat(BlockCodec.decodeBody(body, Parameters.DEFAULT)).isEqualTo(transactions);
        assertThat(BlockCodec.decodeBody(BlockCodec.encodeBody(List.of()), Parameters.DEFAULT))
                .isEmpty();
    }

    @Test
    void rootIsOverTheSignedBytes() {
        List<EncodedTransaction> transactions = transactions(7);
        assertThat(BlockCodec.transactionRoot(transactions))
                .isEqualTo(MerkleTree.rootOfLeaves(
                        transactions.stream().map(EncodedTransaction::bytes).toList()));
        assertThat(BlockCodec.transactionRoot(List.of())).isEqualTo(MerkleTree.EMPTY_ROOT);
    }

    @Test
    void limitsHoldExactly() throws MalformedException {
        List<EncodedTransaction> transactions = transactions(9);
        Bytes body = BlockCodec.encodeBody(transactions);
        int largest =
                transactions.stream().mapToInt(EncodedTransaction::size).max().orElseThrow();
        assertThat(BlockCodec.decodeBody(body, 9, largest)).hasSize(9);
        assertRefused(body, 8, largest, "number of transactions is 9, at most 8");
        assertRefused(body, 9, largest - 1, "length of a transaction is " + largest + ", at most " + (largest - 1));
    }

    @Test
    void bytesOfAllTransactionsAreLimitedToo() throws MalformedException {
        List<EncodedTransaction> transactions = transactions(200);
        long size = BlockCodec.transactionBytes(transactions);
        Bytes body = BlockCodec.encodeBody(transactions);
        assertThat(BlockCodec.decodeBody(body, limit((int) size))).hasSize(200);
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> BlockCodec.decodeBody(body, limit((int) size - 1)))
                .withMessage("a block has at most " + (size - 1) + " bytes of transactions, not " + size);
    }

    @Test
    void whatIsKnownByAllItsBytesIsNotDecodedAgain() throws MalformedException {
        List<EncodedTransaction> all = transactions(20);
        List<EncodedTransaction> known = List.of(all.get(3), all.get(19));
        List<EncodedTransaction> read = BlockCodec.decodeBody(BlockCodec.encodeBody(all), 20, 32 << 20, leaves -> {
            assertThat(leaves)
                    .isEqualTo(all.stream().map(EncodedTransaction::leaf).toList());
            return known.stream().collect(Collectors.toMap(EncodedTransaction::leaf, Function.identity()));
        });
        assertThat(read).isEqualTo(all);
        assertThat(read.get(3)).isSameAs(all.get(3));
        assertThat(read.get(19)).isSameAs(all.get(19));
        assertThat(read.get(4)).isNotSameAs(all.get(4));
    }

    @Test
    void claimsOfManyOrLargeTransactionsCostNothing() {
        Bytes many = new CanonicalWriter(8).u32(100_000).u32(0).toBytes();
        Bytes large = new CanonicalWriter(8).u32(1).u32(32 << 20).toBytes();
        long allocated = Allocation.during(() -> {
            assertRefused(many, 100_000, 32 << 20, "length of a transaction needs 4 bytes, but only 0 are left");
            assertRefused(large, 100_000, 32 << 20, "transaction needs 33554432 bytes, but only 0 are left");
        });
        assertThat(allocated).isLessThan(1 << 20);
    }

    private List<EncodedTransaction> transactions(int count) {
        List<EncodedTransaction> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(TransactionCodec.encode(make.signedTransaction()));
        }
        return out;
    }

    private static Parameters limit(int blockBytes) {
        return new Parameters(blockBytes, 2_000, 8_192, 3_600_000, 1_000_000, 1_024, 1_000, 10_000, 0);
    }

    private static void assertRefused(Bytes body, int maxTransactions, int maxBytes, String message) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> BlockCodec.decodeBody(body, maxTransactions, maxBytes))
                .withMessageContaining(message);
    }
}
