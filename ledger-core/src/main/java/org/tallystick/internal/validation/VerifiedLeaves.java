package org.tallystick.internal.validation;

import org.tallystick.internal.index.HashIndex;
import org.tallystick.model.Hash;

/**
 * Which transactions have good signatures, by the hash of all their bytes, signatures included; the id would not do, as
 * it leaves the signatures out. At the bound the oldest is forgotten, and would be checked again. Safe for use by several
 * threads.
 *
 * <p>Objects that live for seconds would be copied about by the garbage collector again and again; see {@link HashIndex}.
 */
final class VerifiedLeaves {
    private static final int FEWEST = 64;

    private final int bound;
    private final HashIndex index; // its places are a ring; guarded by this
    private int size; // guarded by this
    private int oldest; // where the next goes, once the ring is full; guarded by this

    /** Keeps so many; the salt is that of {@link HashIndex}. */
    VerifiedLeaves(int bound, int salt) {
        this.bound = bound;
        this.index = new HashIndex(Math.min(bound, FEWEST), salt);
    }

    synchronized boolean contains(Hash leaf) {
        return index.find(leaf) != HashIndex.ABSENT;
    }

    synchronized void add(Hash leaf) {
        if (!contains(leaf)) {
            index.put(nextPlace(), leaf);
        }
    }

    private int nextPlace() {
        if (size < bound) {
            if (size == index.room()) {
                index.grow(Math.min(2 * size, bound));
            }
            return size++;
        }
        int place = oldest;
        oldest = (oldest + 1) % bound;
        index.remove(place);
        return place;
    }
}
