package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
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
        return Bytes.wrap(out.toArray());
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
        CanonicalReader in = CanonicalReader.of(body);
        int count = in.u32("number of transactions", maxTransactions);
        List<EncodedTransaction> transactions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transactions.add(TransactionCodec.decode(in.bytes32("transaction", maxTransactionBytes)));
        }
        in.end("block body");
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
