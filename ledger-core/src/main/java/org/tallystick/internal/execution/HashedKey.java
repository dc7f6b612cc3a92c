package org.tallystick.internal.execution;

import org.tallystick.model.Hash;

/** A state key whose hash has been computed, so that it is computed once. Equal when the hashes are. */
public record HashedKey(Hash hash, StateKey key) {
    /** Computes the hash. */
    public static HashedKey of(StateKey key) {
        return new HashedKey(key.hash(), key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HashedKey that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }
}
