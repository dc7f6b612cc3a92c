package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;

/** The one encoding of a block's transactions, and the root over them that its header carries. */
public final class BlockCodec {
    private BlockCodec() {}

    /** Encodes transactions in their order: their number, then each with its length before it. */
    public static Bytes encodeBody(List<EncodedTransaction> transactions) {
        int size = 4;
        for (EncodedTransaction transaction : transactions) {
            size = Math.addExact(size, 4 + transaction.size());
        }
        CanonicalWriter out = new CanonicalWriter(size).u32(transactions.size());
        transactions.forEach(transaction -> out.bytes32(transaction.bytes()));
        return out.toBytes();
    }

    /**
     * Decodes transactions under the limits of a ledger: their number, the size of each, and the size of all.
     *
     * @throws MalformedException when the bytes are not the one encoding of a body, or exceed a limit
     */
    public static List<EncodedTransaction> decodeBody(Bytes body, Parameters limits) throws MalformedException {
        List<EncodedTransaction> transactions =
                decodeBody(body, limits.maxBlockTransactions(), limits.maxTransactionBytes());
        long size = transactionBytes(transactions);
        if (size > limits.maxBlockBytes()) {
            throw new MalformedException(
                    "a block has at most " + limits.maxBlockBytes() + " bytes of transactions, not " + size);
        }
        return transactions;
    }

    /**
     * Decodes transactions.
     *
     * @param maxTransactions the most transactions that are accepted
     * @param maxTransactionBytes the most encoded bytes of one
     * @throws MalformedException when the bytes are not the one encoding of a body, or exceed a limit
     */
    public static List<EncodedTransaction> decodeBody(Bytes body, int maxTransactions, int maxTransactionBytes)
            throws MalformedException {
        return decodeBody(body, maxTransactions, maxTransactionBytes, leaves -> Map.of());
    }

    /**
     * Decodes transactions, those excepted that somebody has decoded already.
     *
     * @param known given the leaf hashes of the transactions, tells which of them it has, by leaf hash
     * @see #decodeBody(Bytes, int, int)
     */
    public static List<EncodedTransaction> decodeBody(
            Bytes body,
            int maxTransactions,
            int maxTransactionBytes,
            Function<List<Hash>, Map<Hash, EncodedTransaction>> known)
            throws MalformedException {
        CanonicalReader in = CanonicalReader.of(body);
        int count = in.u32("number of transactions", maxTransactions);
        List<MerkleTree.Range> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.u32("length of a transaction", maxTransactionBytes);
            places.add(new MerkleTree.Range(in.skip("transaction", length), length));
        }
        in.end("block body");
        List<Hash> leaves = MerkleTree.leafHashes(body, places);
        Map<Hash, EncodedTransaction> have = known.apply(leaves);
        TransactionDecoder decoder = new TransactionDecoder();
        List<EncodedTransaction> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            EncodedTransaction had = have.get(leaves.get(i));
            MerkleTree.Range place = places.get(i);
            transactions.add(
                    had != null ? had : decoder.decode(body.slice(place.from(), place.length()), leaves.get(i)));
        }
        return List.copyOf(transactions);
    }

    /** The encoded bytes of all transactions together, which is what {@link Parameters#maxBlockBytes()} bounds. */
    public static long transactionBytes(List<EncodedTransaction> transactions) {
        long size = 0;
        for (EncodedTransaction transaction : transactions) {
            size += transaction.size();
        }
        return size;
    }

    /** The RFC 6962 root over the signed transactions in their order. */
    public static Hash transactionRoot(List<EncodedTransaction> transactions) {
        return MerkleTree.root(
                transactions.stream().map(EncodedTransaction::leaf).toList());
    }
}
