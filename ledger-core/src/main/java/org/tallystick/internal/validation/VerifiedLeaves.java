package org.tallystick.internal.validation;

import java.util.Arrays;
import org.tallystick.model.Hash;

/**
 * Which transactions have good signatures, by the hash of all their bytes, signatures included; the id would not do, as
 * it leaves the signatures out. At the bound the oldest is forgotten, and would be checked again. Safe for use by several
 * threads.
 *
 * <p>Two arrays that are made once: the hashes in a ring, and a table of their places in it, with linear probing. Objects
 * that live for seconds would be copied about by the garbage collector again and again.
 */
final class VerifiedLeaves {
    private static final int EMPTY = -1;

    private final int bound;
    private final byte[] ring; // guarded by this
    private final int[] table; // guarded by this
    private int size; // guarded by this
    private int oldest; // where the next goes, once the ring is full; guarded by this

    VerifiedLeaves(int bound) {
        this.bound = bound;
        this.ring = new byte[Math.multiplyExact(bound, Hash.SIZE)];
        this.table = new int[4 * Integer.highestOneBit(bound)]; // never more than half full
        Arrays.fill(table, EMPTY);
    }

    synchronized boolean contains(Hash leaf) {
        return table[slotOf(leaf)] != EMPTY;
    }

    synchronized void add(Hash leaf) {
        if (contains(leaf)) {
            return;
        }
        int place = size;
        if (size < bound) {
            size++;
        } else {
            place = oldest;
            oldest = (oldest + 1) % bound;
            clear(slotOf(at(place)));
        }
        leaf.copyTo(ring, place * Hash.SIZE);
        table[slotOf(leaf)] = place;
    }

    private Hash at(int place) {
        return Hash.of(ring, place * Hash.SIZE);
    }

    /** Where a leaf is in the table, or where it would go. */
    private int slotOf(Hash leaf) {
        int slot = home(leaf);
        while (table[slot] != EMPTY && !at(table[slot]).equals(leaf)) {
            slot = after(slot);
        }
        return slot;
    }

    /** Empties a slot, and moves up those behind it that would not be found any more. */
    private void clear(int slot) {
        int hole = slot;
        for (int i = after(slot); table[i] != EMPTY; i = after(i)) {
            int fromHome = (i - home(at(table[i]))) & (table.length - 1);
            int fromHole = (i - hole) & (table.length - 1);
            if (fromHome >= fromHole) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = EMPTY;
    }

    private int home(Hash leaf) {
        return leaf.hashCode() & (table.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (table.length - 1);
    }
}
