package org.tallystick.internal.chain;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.crypto.MerkleProofs;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * The RFC 6962 tree over the hashes of all final blocks, kept as the roots of its complete subtrees: two records a block
 * on average, and a proof about any block takes a few dozen reads, however long the chain. A node that began from a
 * snapshot lacks the older ones, but has what proofs about later blocks need.
 */
final class HistoryTree {
    /** Thrown when a part was never kept here. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missing() {
            super("a part of the history is not kept here", null, false, false);
        }
    }

    private final StoreReader store;

    HistoryTree(StoreReader store) {
        this.store = store;
    }

    /** Notes a block: its own leaf, and every subtree that it completes. */
    static void append(WriteBatch batch, MerkleFrontier before, Hash leaf) {
        put(batch, 0, before.size(), leaf);
        List<Hash> peaks = before.peaks();
        Hash node = leaf;
        int completed = Long.numberOfTrailingZeros(before.size() + 1);
        for (int level = 1; level <= completed; level++) {
            node = MerkleTree.nodeHash(peaks.get(peaks.size() - level), node);
            put(batch, level, before.size() >>> level, node);
        }
    }

    /** Notes a tree whose leaves are not known: from here on it grows. */
    static void begin(WriteBatch batch, MerkleFrontier frontier) {
        long from = 0;
        for (Hash peak : frontier.peaks()) {
            int level = 63 - Long.numberOfLeadingZeros(frontier.size() - from);
            put(batch, level, from >>> level, peak);
            from += 1L << level;
        }
    }

    private static void put(WriteBatch batch, int level, long index, Hash node) {
        batch.put(Column.HISTORY, key(level, index), node.toArray());
    }

    /** Where the leaf of a block is kept. */
    static byte[] leafKey(long height) {
        return key(0, height);
    }

    private static byte[] key(int level, long index) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) level)
                .putLong(index)
                .array();
    }

    /** Shows that the tree over the first {@code size} blocks has this one; empty when too little is kept here. */
    Optional<List<Hash>> inclusion(long index, long size) {
        try {
            return Optional.of(MerkleProofs.inclusion(this::root, index, size));
        } catch (Missing e) {
            return Optional.empty();
        }
    }

    /** Shows that an older tree is the beginning of a newer; empty when too little is kept here. */
    Optional<List<Hash>> consistency(long oldSize, long size) {
        try {
            return Optional.of(MerkleProofs.consistency(this::root, oldSize, size));
        } catch (Missing e) {
            return Optional.empty();
        }
    }

    /** The tree over the first blocks, to append to; empty when too little is kept here. */
    Optional<Bytes> frontier(long size) {
        CanonicalWriter out = new CanonicalWriter(1024).u64(size);
        long from = 0;
        for (int level = 62; level >= 0; level--) {
            if ((size >>> level & 1) == 1) {
                byte[] stored = store.get(Column.HISTORY, key(level, from >>> level));
                if (stored == null) {
                    return Optional.empty();
                }
                out.raw(Bytes.wrap(stored));
                from += 1L << level;
            }
        }
        return Optional.of(out.toBytes());
    }

    /** The root over a part that the tree joins: complete, or the right edge. */
    private Hash root(long from, long to) {
        long size = to - from;
        int level = 63 - Long.numberOfLeadingZeros(size);
        byte[] stored = store.get(Column.HISTORY, key(level, from >>> level));
        if (stored == null) {
            throw new Missing();
        }
        long complete = 1L << level;
        return size == complete ? Hash.of(stored) : MerkleTree.nodeHash(Hash.of(stored), root(from + complete, to));
    }
}
