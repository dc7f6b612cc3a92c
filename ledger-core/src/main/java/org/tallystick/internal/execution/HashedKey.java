package org.tallystick.internal.execution;

import org.tallystick.codec.StateKeys;
import org.tallystick.model.Hash;

/** A state key whose hash has been computed, so that it is computed once. Equal when the hashes are. */
public record HashedKey(Hash hash, StateKey key) {
    /** Computes the hash. */
    public static HashedKey of(StateKey key) {
        return new HashedKey(key.hash(), key);
    }

    /** Computes the hash with a digest that is used again. */
    static HashedKey of(StateKey key, StateKeys.Hasher hasher) {
        return new HashedKey(hasher.hash(key.space(), key.key()), key);
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
