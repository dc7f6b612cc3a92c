package org.tallystick.crypto.ed25519;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tallystick.model.Bytes;

/**
 * Remembers the multiples of keys that come back: those of validators and of busy accounts. To make them costs a little
 * more than one verification, so it is done for a key that has a second good signature not long after the first; to keep
 * them takes 4 KB. Bad signatures leave no trace, so they can neither cause that work nor push a key out. At the bound the
 * key that was not used for longest is forgotten. Safe for use by several threads.
 *
 * <p>Keys with one good signature leave 64 bits in a table, each in its one place there, where the next that belongs there
 * takes over. Keys made to meet in one place gain nothing: those that come back later are remembered later.
 */
final class KeyCache {
    private final Bounded<Bytes, Multiples[]> known;
    private final long[] seen;

    /** Room for some keys; with none, nothing is remembered. */
    KeyCache(int size) {
        this.known = new Bounded<>(size);
        this.seen = new long[Integer.highestOneBit(Math.max(1, size)) << 1];
    }

    /** The multiples of a key, or null. */
    synchronized Multiples[] find(Bytes key) {
        return known.get(key);
    }

    /** Notes a good signature of a key without multiples; true when it is worth making them. */
    synchronized boolean cameBack(Bytes key) {
        if (known.bound == 0) {
            return false;
        }
        long mark = markOf(key);
        int place = (int) (mark >>> 32) & (seen.length - 1);
        boolean again = seen[place] == mark;
        seen[place] = again ? 0 : mark;
        return again;
    }

    /** Every bit of a key counts, and none of those that stay equal in many keys decides alone. */
    private static long markOf(Bytes key) {
        long mark = 0;
        for (int i = 0; i < key.size(); i += Long.BYTES) {
            mark = (mark ^ key.littleEndianAt(i)) * 0x9E3779B97F4A7C15L;
            mark ^= mark >>> 29;
        }
        return mark;
    }

    /** Keeps the multiples of a key. */
    synchronized void put(Bytes key, Multiples[] multiples) {
        known.put(key.compact(), multiples);
    }

    /** A map that forgets its eldest entry. */
    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        private final int bound;

        Bounded(int bound) {
            super(16, 0.75f, true);
            this.bound = bound;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > bound;
        }
    }
}
