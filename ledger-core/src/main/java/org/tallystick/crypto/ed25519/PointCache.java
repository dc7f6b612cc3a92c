package org.tallystick.crypto.ed25519;

import org.tallystick.model.Bytes;

/**
 * Remembers which points keys are, of keys that had a good signature: to find the x that belongs to a key's y takes a
 * seventh of what a signature costs in a batch, and 72 bytes keep it. So there is room for far more keys than {@link KeyCache}
 * keeps multiples of. Grows with the keys up to its bound; a key has four places, of which an older key gives way when all
 * are taken. Safe for use by several threads.
 */
final class PointCache {
    private static final int FEWEST = 256;
    private static final int WAYS = 4;
    private static final int KEY_WORDS = 4;
    private static final int PLACE = KEY_WORDS + FieldElement.LIMBS;

    private final int bound;
    private long[] places; // in each a key and the x of its point, which is zero where there is none; guarded by this
    private int taken; // guarded by this
    private int victim; // guarded by this

    /** Room for so many keys, rounded up to a power of two of at least 256; with zero, nothing is remembered. */
    PointCache(int most) {
        this.bound = most == 0 ? 0 : Math.max(FEWEST, Integer.highestOneBit(2 * most - 1));
        this.places = new long[Math.min(bound, FEWEST) * PLACE];
    }

    /**
     * Looks for a key.
     *
     * @param x is set to that of the key's point, when it is remembered
     */
    synchronized boolean find(Bytes key, FieldElement x) {
        int place = bound == 0 ? -1 : placeOf(key);
        if (place < 0) {
            return false;
        }
        x.load(places, place + KEY_WORDS);
        return true;
    }

    /** Remembers a key of which a signature was good. */
    synchronized void put(Bytes key, FieldElement x) {
        if (bound == 0 || placeOf(key) >= 0) {
            return;
        }
        int room = places.length / PLACE;
        if (2 * taken >= room && room < bound) { // sets fill unevenly
            grow();
        }
        int place = placeFor(key.littleEndianAt(0), key.littleEndianAt(8));
        for (int i = 0; i < KEY_WORDS; i++) {
            places[place + i] = key.littleEndianAt(Long.BYTES * i);
        }
        x.store(places, place + KEY_WORDS);
    }

    private void grow() {
        long[] before = places;
        places = new long[2 * before.length];
        taken = 0;
        for (int from = 0; from < before.length; from += PLACE) {
            if (isTaken(before, from)) {
                System.arraycopy(before, from, places, placeFor(before[from], before[from + 1]), PLACE);
            }
        }
    }

    /** Where a key is, or a negative number. */
    private int placeOf(Bytes key) {
        long first = key.littleEndianAt(0);
        int set = setOf(first, key.littleEndianAt(8));
        for (int place = set; place < set + WAYS * PLACE; place += PLACE) {
            if (places[place] == first && isTaken(places, place) && isAt(place, key)) {
                return place;
            }
        }
        return -1;
    }

    private boolean isAt(int place, Bytes key) {
        for (int i = 1; i < KEY_WORDS; i++) {
            if (places[place + i] != key.littleEndianAt(Long.BYTES * i)) {
                return false;
            }
        }
        return true;
    }

    /** A place that a key may take. */
    private int placeFor(long first, long second) {
        int set = setOf(first, second);
        for (int place = set; place < set + WAYS * PLACE; place += PLACE) {
            if (!isTaken(places, place)) {
                taken++;
                return place;
            }
        }
        victim = (victim + 1) % WAYS;
        return set + victim * PLACE;
    }

    /** Points with an x of zero are of small order, and no key is one. */
    private static boolean isTaken(long[] places, int place) {
        long all = 0;
        for (int i = 0; i < FieldElement.LIMBS; i++) {
            all |= places[place + KEY_WORDS + i];
        }
        return all != 0;
    }

    private int setOf(long first, long second) {
        long mark = (first ^ second * 0x9E3779B97F4A7C15L) * 0x9E3779B97F4A7C15L;
        int sets = places.length / PLACE / WAYS; // a power of two
        return (int) (mark >>> 33 & (sets - 1)) * WAYS * PLACE;
    }
}
