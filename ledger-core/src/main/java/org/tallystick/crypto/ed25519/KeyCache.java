package org.tallystick.crypto.ed25519;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tallystick.model.Bytes;

/**
 * Remembers the multiples of keys that come back: those of validators and of busy accounts. To make them costs a little
 * more than one verification, so it is done for a key that has a second good signature while it is among the last
 * {@code size} that had one; to keep them takes 4 KB. Bad signatures leave no trace, so they can neither cause that work
 * nor push a key out. At the bound the key that was not used for longest is forgotten. Safe for use by several threads.
 */
final class KeyCache {
    private final Map<Bytes, Multiples[]> known;
    private final Map<Bytes, Boolean> seen;

    /** Room for some keys; with none, nothing is remembered. */
    KeyCache(int size) {
        this.known = new Bounded<>(size, true);
        this.seen = new Bounded<>(size, false);
    }

    /** The multiples of a key, or null. */
    synchronized Multiples[] find(Bytes key) {
        return known.get(key);
    }

    /** Notes a good signature of a key without multiples; true when it is worth making them. */
    synchronized boolean cameBack(Bytes key) {
        if (seen.remove(key) != null) {
            return true;
        }
        seen.put(key.compact(), Boolean.TRUE);
        return false;
    }

    /** Keeps the multiples of a key. */
    synchronized void put(Bytes key, Multiples[] multiples) {
        known.put(key.compact(), multiples);
    }

    /** A map that forgets its eldest entry. */
    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        private final int bound;

        Bounded(int bound, boolean byUse) {
            super(16, 0.75f, byUse);
            this.bound = bound;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > bound;
        }
    }
}
