package org.tallystick.spi.storage;

import org.tallystick.model.Hash;

/**
 * The plug-in: knows where a ledger is to be kept. Constructing one does no I/O. One object may be opened again after
 * its store was closed, and then finds what was kept.
 */
public interface Storage {
    /**
     * Opens the ledger kept here, or makes a new one; never destroys anything. May block. What was committed and
     * appended before a crash is there; what was being written is there as a whole or not at all. Leaves nothing open
     * when it throws.
     *
     * @param chainId the chain that is expected; recorded when the place is new
     * @param schemaVersion the layout that the caller writes; recorded when the place is new
     * @throws StorageException of kind LOCKED, WRONG_CHAIN (naming both chains), WRONG_SCHEMA (naming both versions),
     *     CORRUPT or IO
     */
    LedgerStore open(Hash chainId, int schemaVersion);

    /**
     * Finds out whether the medium takes writes now, by writing and syncing about as much as opening may have to, and
     * removing it. May be called while a store is open here, one that has failed included, which it does not touch. May
     * block. A storage that cannot tell does nothing: then opening finds out.
     *
     * @throws StorageException of kind IO when it does not
     */
    default void probe() {}
}
