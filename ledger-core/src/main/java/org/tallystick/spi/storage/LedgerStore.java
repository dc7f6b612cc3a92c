package org.tallystick.spi.storage;

/**
 * An open ledger store: ordered keys in columns, changed by atomic batches, with a vote journal beside them. Safe for
 * use by several threads; batches are applied one after another, and neither reads nor the journal wait for them.
 *
 * <p>Every method but {@link #close()} throws a {@link StorageException} of kind CLOSED once the store is closed.
 */
public interface LedgerStore extends StoreReader, AutoCloseable {
    /**
     * Applies a batch; an empty one does nothing. When this returns, the whole batch is visible to every reader that
     * comes later and will survive a crash of the process and of the machine; the caller may then write to the arrays
     * of the batch again.
     *
     * <p>When it throws a {@link StorageException}, no reader sees any of the batch, but the medium may hold it: after
     * opening again either all or nothing of it is there. The store then refuses every further commit with kind IO
     * until it is opened again, so that nothing is ever built on a batch whose fate is unknown. Reading goes on.
     *
     * @throws StorageException of kind IO, CORRUPT or CLOSED
     */
    void commit(WriteBatch batch);

    /**
     * A view of the store as it is now, whatever is committed later. Cheap to take. A view that is kept holds on to the
     * space of what is overwritten meanwhile, so it should be closed soon; those still open are closed with the store.
     */
    Snapshot snapshot();

    /** The journal of what this node has said in consensus; the same object each time. */
    VoteJournal journal();

    /** Bytes that the store and the journal take on their medium, roughly. May block. */
    long sizeInBytes();

    /**
     * Closes the journal, all snapshots and the store, and releases the place for the next {@link Storage#open}. Waits
     * for calls under way; a scan under way ends early with kind CLOSED. Idempotent; from any thread, but not from
     * inside a {@link StoreReader.Visitor}.
     */
    @Override
    void close();

    /** A consistent view. Safe for use by several threads until closed; then it throws kind CLOSED. */
    interface Snapshot extends StoreReader, AutoCloseable {
        /** Releases what the view holds; idempotent, also after the store was closed. */
        @Override
        void close();
    }
}
