package org.tallystick.internal.execution;

import java.util.Arrays;
import org.tallystick.model.Hash;

/** The bits that lead to a subtree, for walking the trie down and up again. For one thread. */
final class TriePath {
    private final byte[] bits = new byte[Hash.SIZE];
    private int depth;

    int depth() {
        return depth;
    }

    /** One step down. */
    void down(int bit) {
        if (bit != 0) {
            bits[depth >>> 3] |= (byte) (0x80 >>> (depth & 7));
        }
        depth++;
    }

    /** One step up. */
    void up() {
        depth--;
        bits[depth >>> 3] &= (byte) ~(0x80 >>> (depth & 7));
    }

    /** A path with the same steps, to be walked by another thread. */
    TriePath copy() {
        TriePath copy = new TriePath();
        System.arraycopy(bits, 0, copy.bits, 0, bits.length);
        copy.depth = depth;
        return copy;
    }

    /** Under which a bucket here is stored: the bits, filled up to whole bytes with zeros; at least one byte. */
    byte[] rowKey() {
        return Arrays.copyOf(bits, Math.max(1, (depth + 7) >>> 3));
    }

    /** The first hashed key that can be in this subtree. */
    byte[] first() {
        return bits.clone();
    }

    /** The first hashed key beyond this subtree, or null when there is none. */
    byte[] beyond() {
        byte[] next = bits.clone();
        for (int bit = depth - 1; bit >= 0; bit--) {
            int mask = 0x80 >>> (bit & 7);
            next[bit >>> 3] ^= (byte) mask;
            if ((next[bit >>> 3] & mask) != 0) {
                return next;
            }
        }
        return null;
    }
}
