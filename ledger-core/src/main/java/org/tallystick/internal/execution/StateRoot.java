package org.tallystick.internal.execution;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Hash;

/**
 * Makes the root of a state from its leaves, given one after another in ascending order, without keeping them: what is kept
 * are the left halves of branches whose right halves are still to come, at most one a bit of a key. For one thread.
 */
public final class StateRoot {
    private static final byte[] LEAF = {0};
    private static final byte[] BRANCH = {1};
    private static final int BITS = 8 * Hash.SIZE;

    private final MessageDigest digest = Sha256.digest();
    private final Deque<Left> waiting = new ArrayDeque<>();
    private Part last;

    /** A subtree without the single-sided branches above it; its first branch, if it is more than a leaf, is at a depth. */
    private record Part(Hash hash, Hash key, int depth) {}

    /** The left half of a branch at a depth. */
    private record Left(Part part, int depth) {}

    /**
     * Adds a leaf.
     *
     * @param key the hashed key
     * @param valueHash SHA-256 of the value
     * @throws IllegalArgumentException when the key is not above the one before
     */
    public void add(Hash key, Hash valueHash) {
        if (last != null) {
            if (last.key().compareTo(key) >= 0) {
                throw new IllegalArgumentException("keys must ascend: " + key + " after " + last.key());
            }
            int depth = commonBits(last.key(), key);
            close(depth);
            waiting.push(new Left(last, depth));
        }
        last = new Part(hash(LEAF, key, valueHash), key, BITS);
    }

    /** The root over what was added; that of no leaves is zero. */
    public Hash root() {
        if (last == null) {
            return Hash.ZERO;
        }
        close(-1);
        return lifted(last, 0);
    }

    /** Joins what waits below a depth with what came to its right. */
    private void close(int depth) {
        while (!waiting.isEmpty() && waiting.peek().depth() > depth) {
            Left left = waiting.pop();
            int below = left.depth() + 1;
            Hash joined = hash(BRANCH, lifted(left.part(), below), lifted(last, below));
            last = new Part(joined, last.key(), left.depth());
        }
    }

    /** The hash of a subtree as a half of a branch right above a depth; a leaf is the same at whatever depth. */
    private Hash lifted(Part part, int to) {
        Hash hash = part.hash();
        if (part.depth() < BITS) {
            for (int depth = part.depth() - 1; depth >= to; depth--) {
                boolean right = part.key().bit(depth) == 1;
                hash = right ? hash(BRANCH, Hash.ZERO, hash) : hash(BRANCH, hash, Hash.ZERO);
            }
        }
        return hash;
    }

    private Hash hash(byte[] prefix, Hash one, Hash other) {
        digest.update(prefix);
        one.updateDigest(digest);
        other.updateDigest(digest);
        return Hash.of(digest.digest());
    }

    private static int commonBits(Hash one, Hash other) {
        int word = 0;
        while (one.word(word) == other.word(word)) {
            word++;
        }
        return Long.SIZE * word + Long.numberOfLeadingZeros(one.word(word) ^ other.word(word));
    }
}
