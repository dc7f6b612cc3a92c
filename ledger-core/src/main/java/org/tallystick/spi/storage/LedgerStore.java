package org.tallystick.spi.storage;

/**
 * An open ledger store: ordered keys in columns, changed by atomic batches, with a vote journal beside them. Safe for
 * use by several threads; batches are applied one after another.
 */
public interface LedgerStore extends StoreReader, AutoCloseable {
    /**
     * Applies a batch. When this returns, the whole batch is visible to every reader and will survive a crash of the
     * process and of the machine. When it throws, either all or nothing of it was applied.
     *
     * @throws StorageException of kind IO or CLOSED
     */
    void commit(WriteBatch batch);

    /** A view of the store as it is now, whatever is committed later. Must be closed, before the store. */
    Snapshot snapshot();

    /** The journal of what this node has said in consensus; the same object each time. */
    VoteJournal journal();

    /** Bytes that the store takes on its medium, roughly. */
    long sizeInBytes();

    /** Closes the journal, all snapshots and the store, and releases the directory. Idempotent. */
    @Override
    void close();

    /** A consistent view. Safe for use by several threads until closed. */
    interface Snapshot extends StoreReader, AutoCloseable {
        /** Releases what the view holds; idempotent. */
        @Override
        void close();
    }
}
