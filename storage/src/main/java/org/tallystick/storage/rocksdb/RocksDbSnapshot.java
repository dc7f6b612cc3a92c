package org.tallystick.storage.rocksdb;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;

/**
 * A snapshot of a {@link RocksDbStore}. What it holds is native, so it counts who uses it, and the last to leave after
 * closing frees it; closing itself waits for nobody.
 */
final class RocksDbSnapshot implements LedgerStore.Snapshot {
    private final RocksDbStore store;
    private final RocksDB rocks;
    private final Snapshot view;
    private final ReadOptions options;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean freed = new AtomicBoolean();

    /** Calls under way, and one for not being closed. Never rises from zero. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** Called inside the store's {@code enter}. */
    RocksDbSnapshot(RocksDbStore store, RocksDB rocks) {
        this.store = store;
        this.rocks = rocks;
        this.view = rocks.getSnapshot();
        this.options = new ReadOptions().setSnapshot(view);
    }

    @Override
    public byte[] get(Column column, byte[] key) {
        enter();
        try {
            return store.get(column, key, options);
        } finally {
            leave();
        }
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
        enter();
        try {
            store.scan(column, from, to, visitor, options);
        } finally {
            leave();
        }
    }

    @Override
    public void scanAll(Column column, List<Range> ranges, RangeVisitor visitor) {
        enter();
        try {
            store.scanAll(column, ranges, visitor, options);
        } finally {
            leave();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            store.holdEvenIfClosing();
            leave();
        }
    }

    /** Frees what is native, once. Called when nobody uses it: by the last user, or with the store's write lock. */
    void free() {
        if (freed.compareAndSet(false, true)) {
            options.close();
            rocks.releaseSnapshot(view);
            store.forget(this);
        }
    }

    private void enter() {
        store.enter();
        if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            store.leave();
            throw Failures.closed("the snapshot");
        }
        if (closed.get()) {
            leave();
            throw Failures.closed("the snapshot");
        }
    }

    private void leave() {
        if (users.decrementAndGet() == 0) {
            free();
        }
        store.leave();
    }
}
