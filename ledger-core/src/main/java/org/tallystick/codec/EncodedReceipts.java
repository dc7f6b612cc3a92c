package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;

/**
 * The receipts of a block with what is made of them once: the bytes that are stored and the root that stands in the
 * header.
 *
 * @param receipts in the order of the transactions
 * @param bytes their number, then each with its length before it
 * @param root the RFC 6962 root over them
 */
public record EncodedReceipts(List<Receipt> receipts, Bytes bytes, Hash root) {
    /** None. */
    public static final EncodedReceipts NONE = of(List.of());

    /** Encodes receipts. */
    public static EncodedReceipts of(List<Receipt> receipts) {
        CanonicalWriter out =
                new CanonicalWriter(4 + (4 + ReceiptCodec.EXPECTED) * receipts.size()).u32(receipts.size());
        int[] ends = new int[receipts.size()];
        for (int i = 0; i < ends.length; i++) {
            int begin = out.begin32();
            ReceiptCodec.write(receipts.get(i), out);
            out.end32(begin);
            ends[i] = out.size();
        }
        Bytes bytes = out.toBytes();
        List<MerkleTree.Range> leaves = new ArrayList<>(ends.length);
        int begin = 4;
        for (int end : ends) {
            leaves.add(new MerkleTree.Range(begin + 4, end - begin - 4));
            begin = end;
        }
        return new EncodedReceipts(List.copyOf(receipts), bytes, MerkleTree.root(MerkleTree.leafHashes(bytes, leaves)));
    }
}
