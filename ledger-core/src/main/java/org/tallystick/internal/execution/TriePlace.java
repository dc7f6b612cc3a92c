package org.tallystick.internal.execution;

import java.util.Arrays;
import org.tallystick.model.Hash;

/**
 * A place in the state trie: all hashed keys that begin with the same bits.
 *
 * @param prefix the bits, followed by zeros
 * @param depth how many bits, 0 to 256
 */
public record TriePlace(Hash prefix, int depth) {
    /** The place of all keys. */
    public static final TriePlace TOP = new TriePlace(Hash.ZERO, 0);

    private static final int BITS = 8 * Hash.SIZE;

    /** Checks the depth, and that zeros follow it. */
    public TriePlace {
        if (depth < 0 || depth > BITS) {
            throw new IllegalArgumentException("a place in the trie is 0 to 256 bits deep, not " + depth);
        }
        for (int bit = depth; bit < BITS; bit++) {
            if (prefix.bit(bit) != 0) {
                throw new IllegalArgumentException("a place in the trie has zeros after its bits");
            }
        }
    }

    /** The half of the keys here whose next bit is this one. */
    public TriePlace half(int bit) {
        byte[] next = prefix.toArray();
        if (bit == 1) {
            next[depth >>> 3] |= (byte) (0x80 >>> (depth & 7));
        }
        return new TriePlace(Hash.of(next), depth + 1);
    }

    /** Whether a hashed key is here. */
    public boolean contains(Hash key) {
        for (int bit = 0; bit < depth; bit++) {
            if (key.bit(bit) != prefix.bit(bit)) {
                return false;
            }
        }
        return true;
    }

    /** The first key here. */
    public byte[] first() {
        return prefix.toArray();
    }

    /** The first key beyond; null when there is none. */
    public byte[] beyond() {
        byte[] next = prefix.toArray();
        if (depth == 0) {
            return null;
        }
        int at = (depth - 1) >>> 3;
        int carry = 0x80 >>> ((depth - 1) & 7);
        while (at >= 0 && carry != 0) {
            int sum = (next[at] & 0xFF) + carry;
            next[at] = (byte) sum;
            carry = sum >>> 8;
            at--;
        }
        if (carry != 0) {
            return null;
        }
        Arrays.fill(next, (depth + 7) >>> 3, next.length, (byte) 0);
        return next;
    }
}
