package org.tallystick.spi.storage;

import java.util.Optional;
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

    /**
     * Moves what is kept here out of the way, so that the next open makes a new ledger; the votes stay, and nothing is
     * destroyed. Only while no store is open here. May block.
     *
     * @param chainId the chain that is kept here
     * @return where it is now, for people. Empty, with nothing changed, when this storage cannot do that, when the votes
     *     are damaged too, or when something that was moved before is still there: somebody has to look first
     * @throws StorageException of kind LOCKED when a store is open here, or IO
     */
    default Optional<String> setAside(Hash chainId) {
        return Optional.empty();
    }

    /**
     * Opens what was {@linkplain #setAside set aside}, to read of it what is sound; what is not throws CORRUPT. May be open
     * beside a store here, and does not change anything. May block.
     *
     * @return empty when nothing is set aside, or nothing of it can be read
     * @throws StorageException of kind IO
     */
    default Optional<LedgerStore.Snapshot> readSetAside(Hash chainId, int schemaVersion) {
        return Optional.empty();
    }
}
