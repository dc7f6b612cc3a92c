package org.tallystick.spi.storage;

import org.tallystick.model.Hash;

/** The plug-in: knows where a ledger is to be kept. Constructing one does no I/O. */
public interface Storage {
    /**
     * Opens the ledger kept here, or makes a new one; never destroys anything. May block.
     *
     * @param chainId the chain that is expected; recorded when the place is new
     * @param schemaVersion the layout that the caller writes; recorded when the place is new
     * @throws StorageException of kind LOCKED, WRONG_CHAIN, WRONG_SCHEMA (naming both versions), CORRUPT or IO
     */
    LedgerStore open(Hash chainId, int schemaVersion);
}
