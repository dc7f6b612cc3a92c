package org.tallystick.internal.execution;

import java.util.List;
import java.util.Optional;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

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

    /** Whether it is certain without a look into the store that a key has no value; never blocks. */
    boolean lacks(Hash key);

    /**
     * The tree after some changes. May block on the store, also while an ancestor of it is being stored there, but no
     * other tree.
     *
     * @param changes in strictly ascending order of their keys
     */
    StateTree with(List<Change> changes);

    /** What is to be told once the batch has been committed. */
    @FunctionalInterface
    interface Stored {
        /** The batch is in the store: memory that only held what is now there may be given back. */
        void committed();
    }

    /**
     * Adds to a batch what makes the stored tree this one.
     *
     * @param stored the tree in the store, from which this one was made in one or several steps
     */
    Stored store(StateTree stored, WriteBatch batch);

    /**
     * The upper part of the subtree at a place, as far as it is in memory.
     *
     * @param levels how many levels at most
     * @return empty when no branch of it is in memory
     */
    Optional<TrieOutline> outline(TriePlace place, int levels);

    /**
     * The proof that a key has the value it has in this tree, or that it has none. May block on the store.
     *
     * @param key the hashed key
     * @param reader the store as it was when the block of this tree was the last final one, for a snapshot of then; the
     *     store itself only on the thread that extends it
     */
    KeyProof prove(Hash key, StoreReader reader);
}
