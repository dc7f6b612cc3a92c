package org.tallystick.internal.execution;

import java.util.Arrays;
import org.tallystick.model.Hash;

/**
 * A few keys of the trie packed into one array, in ascending order: each its hashed key and the hash of its value, and
 * beside them what {@link TrieHasher} notes, so that a change makes only those hashes anew that it changes: the hash of
 * the key's leaf, and that of the branch at which the key parts from the one before it. An array is not written to any
 * more once its hashes are noted.
 */
final class Entries {
    /** Bytes of an entry's key and the hash of its value. */
    static final int BARE = 2 * Hash.SIZE;

    /** Bytes of an entry. */
    static final int SIZE = BARE + 2 * Hash.SIZE;

    /** Where in an entry the hash of its leaf is noted. */
    private static final int LEAF = BARE;

    /** Where in an entry the hash of the branch is noted at which it parts from the one before. */
    private static final int FORK = LEAF + Hash.SIZE;

    static final byte[] NONE = {};

    private Entries() {}

    static int count(byte[] entries) {
        return entries.length / SIZE;
    }

    static Hash key(byte[] entries, int index) {
        return Hash.of(entries, index * SIZE);
    }

    static Hash valueHash(byte[] entries, int index) {
        return Hash.of(entries, index * SIZE + Hash.SIZE);
    }

    static Hash leaf(byte[] entries, int index) {
        return Hash.of(entries, index * SIZE + LEAF);
    }

    static void noteLeaf(byte[] entries, int index, Hash hash) {
        hash.copyTo(entries, index * SIZE + LEAF);
    }

    static Hash fork(byte[] entries, int index) {
        return Hash.of(entries, index * SIZE + FORK);
    }

    static void noteFork(byte[] entries, int index, Hash hash) {
        hash.copyTo(entries, index * SIZE + FORK);
    }

    /** How many bits the keys of two entries have in common from the first on. */
    static int commonBits(byte[] entries, int one, int other) {
        int at = one * SIZE;
        int to = other * SIZE;
        int index = Arrays.mismatch(entries, at, at + Hash.SIZE, entries, to, to + Hash.SIZE);
        return 8 * index + Integer.numberOfLeadingZeros((entries[at + index] ^ entries[to + index]) & 0xFF) - 24;
    }

    /** The bit of an entry's key at a depth. */
    static int bit(byte[] entries, int index, int depth) {
        return entries[index * SIZE + (depth >>> 3)] >>> (7 - (depth & 7)) & 1;
    }

    /** The first entry from {@code from} to {@code to} whose key has a one at a depth; they share the bits above. */
    static int split(byte[] entries, int from, int to, int depth) {
        int at = from;
        while (at < to && bit(entries, at, depth) == 0) {
            at++;
        }
        return at;
    }

    /** The entry of a key, or a negative number. */
    static int find(byte[] entries, Hash key) {
        int low = 0;
        int high = count(entries) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = key(entries, middle).compareTo(key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    static byte[] join(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    /** The entries after the changes from {@code from} to {@code to}, which ascend; nothing is noted along their way yet. */
    static byte[] with(byte[] entries, TrieChanges changes, int from, int to) {
        byte[] result = new byte[entries.length + growth(entries, changes, from, to)];
        int size = 0;
        int old = 0;
        for (int i = from; i < to; i++) {
            StateTree.Change change = changes.get(i);
            int begin = old;
            int order = 1;
            while (old < entries.length) {
                order = Hash.of(entries, old).compareTo(change.key());
                if (order >= 0) {
                    break;
                }
                old += SIZE;
            }
            System.arraycopy(entries, begin, result, size, old - begin);
            size += old - begin;
            if (order == 0 && old < entries.length) {
                old += SIZE;
            }
            if (change.valueHash() != null) {
                change.key().copyTo(result, size);
                change.valueHash().copyTo(result, size + Hash.SIZE);
                size += SIZE;
            }
        }
        System.arraycopy(entries, old, result, size, entries.length - old);
        return result;
    }

    /** By how many bytes the changes make the entries longer. */
    private static int growth(byte[] entries, TrieChanges changes, int from, int to) {
        int more = 0;
        for (int i = from; i < to; i++) {
            more += changes.get(i).valueHash() == null ? 0 : 1;
            more -= find(entries, changes.get(i).key()) < 0 ? 0 : 1;
        }
        return more * SIZE;
    }
}
