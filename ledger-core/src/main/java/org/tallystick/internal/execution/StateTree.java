package org.tallystick.internal.execution;

import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;
import org.tallystick.spi.storage.StoreReader;

/**
 * An authenticated map from hashed keys to hashes of values, as of one block. Immutable, so the states after competing
 * blocks stand side by side and giving one up costs nothing. Only this interface is known outside, so that another
 * structure with the same root can take its place.
 */
public interface StateTree {
    /**
     * One change.
     *
     * @param key the hashed key
     * @param valueHash SHA-256 of the new value, or null to remove the key
     */
    record Change(Hash key, Hash valueHash) {}

    /** The root; {@link Hash#ZERO} when there are no keys. */
    Hash root();

    /**
     * The tree after some changes.
     *
     * @param changes in strictly ascending order of their keys
     */
    StateTree with(List<Change> changes);

    /**
     * The proof that a key has the value it has in this tree, or that it has none. May block on the store.
     *
     * @param key the hashed key
     * @param reader the store as it was when the block of this tree was the last final one, for a snapshot of then; the
     *     store itself only on the thread that extends it
     */
    KeyProof prove(Hash key, StoreReader reader);
}
