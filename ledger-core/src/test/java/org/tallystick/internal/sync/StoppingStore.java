package org.tallystick.internal.sync;

import java.util.function.BooleanSupplier;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/** A store whose machine stops before a commit. */
final class StoppingStore implements LedgerStore {
    private final LedgerStore store;
    private final BooleanSupplier stops;

    StoppingStore(LedgerStore store, BooleanSupplier stops) {
        this.store = store;
        this.stops = stops;
    }

    @Override
    public void commit(WriteBatch batch) {
        if (stops.getAsBoolean()) {
            throw new StorageException(StorageException.Kind.IO, "the machine has stopped");
        }
        store.commit(batch);
    }

    @Override
    public byte[] get(Column column, byte[] key) {
        return store.get(column, key);
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
        store.scan(column, from, to, visitor);
    }

    @Override
    public Snapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public VoteJournal journal() {
        return store.journal();
    }

    @Override
    public long sizeInBytes() {
        return store.sizeInBytes();
    }

    @Override
    public void close() {
        store.close();
    }
}
