package org.tallystick.internal.execution;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StorageException;

/**
 * Makes the trie from its buckets as they are read in ascending order: a stack of the subtrees that still wait for
 * their neighbours to the right, the lowest on top. For one thread.
 */
final class TrieSpine {
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Part(byte[] first, int depth, Subtree subtree) {}

    private final TrieHasher hasher;
    private final Deque<Part> parts = new ArrayDeque<>();

    TrieSpine(TrieHasher hasher) {
        this.hasher = hasher;
    }

    void add(byte[] key, byte[] row) {
        if (row.length != TrieStore.ROW || key.length > Hash.SIZE) {
            throw malformed(key);
        }
        int depth = row[0] & 0xFF;
        int count = row[1] & 0xFF;
        byte[] first = Arrays.copyOf(key, Hash.SIZE);
        if (key.length != Math.max(1, (depth + 7) >>> 3) || count == 0 || count > BucketTrie.BUCKET) {
            throw malformed(key);
        }
        Part before = parts.peek();
        if (before != null) {
            int common = commonBits(before.first(), first);
            if (common >= depth || common >= before.depth()) {
                throw malformed(key);
            }
            closeTo(common + 1);
        }
        parts.push(new Part(first, depth, new Subtree(new TrieNode.Bucket(count, null), Hash.of(row, 2))));
    }

    Subtree finish() {
        if (parts.isEmpty()) {
            return Subtree.NONE;
        }
        closeTo(0);
        return parts.pop().subtree();
    }

    /** Joins the topmost parts upwards until the top one stands at a depth. */
    private void closeTo(int depth) {
        while (parts.peek().depth() > depth) {
            Part part = parts.pop();
            int above = part.depth() - 1;
            boolean one = (part.first()[above >>> 3] >>> (7 - (above & 7)) & 1) == 1;
            Part left = parts.peek();
            boolean joined = one && left != null && left.depth() == part.depth();
            Subtree zeros = one ? (joined ? parts.pop().subtree() : Subtree.NONE) : part.subtree();
            Subtree ones = one ? part.subtree() : Subtree.NONE;
            byte[] first = part.first().clone();
            first[above >>> 3] &= (byte) ~(0x80 >>> (above & 7));
            Hash hash = hasher.branch(zeros.hash(), ones.hash());
            parts.push(new Part(first, above, new Subtree(new TrieNode.Branch(zeros, ones), hash)));
        }
    }

    private static int commonBits(byte[] one, byte[] other) {
        int index = Arrays.mismatch(one, other);
        return index < 0
                ? 8 * Hash.SIZE
                : 8 * index + Integer.numberOfLeadingZeros((one[index] ^ other[index]) & 0xFF) - 24;
    }

    private static StorageException malformed(byte[] key) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                "the state's row at " + HexFormat.of().formatHex(key) + " in BUCKETS is malformed or overlaps another");
    }
}
