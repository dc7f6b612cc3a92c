package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/**
 * A ledger in an open {@link Database}. Every call into native code holds the read lock, and closing takes the write
 * lock, because native code does not notice that what it works on has been freed.
 */
final class RocksDbStore implements LedgerStore {
    private final Path directory;
    private final Database database;
    private final SegmentedJournal journal;
    private final Natives natives = new Natives();
    private final ReadOptions current;
    private final WriteOptions synced;
    private final Set<RocksDbSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean closing;
    private volatile StorageException failedCommit;

    RocksDbStore(Path directory, Database database, SegmentedJournal journal) {
        this.directory = directory;
        this.database = database;
        this.journal = journal;
        this.current = natives.own(new ReadOptions());
        this.synced = natives.own(new WriteOptions()).setSync(true);
    }

    @Override
    public void commit(WriteBatch batch) {
        enter();
        try {
            requireNoFailedCommit();
            if (!batch.changes().isEmpty()) {
                write(SerializedBatch.of(batch, database::family));
            }
        } catch (RocksDBException e) {
            StorageException failure = Failures.of("cannot commit to", directory, e);
            failedCommit = failure;
            throw failure;
        } finally {
            leave();
        }
    }

    private void write(byte[] serialized) throws RocksDBException {
        try (org.rocksdb.WriteBatch changes = new org.rocksdb.WriteBatch(serialized)) {
            database.rocks().write(synced, changes);
        }
    }

    /** Nothing may be built on a batch whose fate is unknown, even when the medium recovers. */
    private void requireNoFailedCommit() {
        StorageException earlier = failedCommit;
        if (earlier != null) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "an earlier commit failed, so this store must be opened again: " + earlier.getMessage(),
                    earlier);
        }
    }

    @Override
    public byte[] get(Column column, byte[] key) {
        return get(column, key, current);
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
        enter();
        try (ReadOptions options = new ReadOptions()) {
            scan(column, from, to, visitor, options);
        } finally {
            leave();
        }
    }

    @Override
    public void scanAll(Column column, List<Range> ranges, RangeVisitor visitor) {
        enter();
        try (ReadOptions options = new ReadOptions()) {
            scanAll(column, ranges, visitor, options);
        } finally {
            leave();
        }
    }

    byte[] get(Column column, byte[] key, ReadOptions options) {
        Objects.requireNonNull(key, "key");
        enter();
        try {
            return database.rocks().get(database.column(column), options, key);
        } catch (RocksDBException e) {
            throw Failures.of("cannot read", directory, e);
        } finally {
            leave();
        }
    }

    void scan(Column column, byte[] from, byte[] to, Visitor visitor, ReadOptions options) {
        enter();
        try (RocksIterator iterator = database.rocks().newIterator(database.column(column), options)) {
            for (iterator.seek(from); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
                    return;
                }
                if (!visitor.visit(key, iterator.value())) {
                    return;
                }
                requireNotClosing();
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw Failures.of("cannot scan", directory, e);
        } finally {
            leave();
        }
    }

    /** With one iterator for all ranges, as making one costs about as much as finding a key. */
    void scanAll(Column column, List<Range> ranges, RangeVisitor visitor, ReadOptions options) {
        enter();
        try (RocksIterator iterator = database.rocks().newIterator(database.column(column), options)) {
            for (int i = 0; i < ranges.size(); i++) {
                byte[] to = ranges.get(i).to();
                for (iterator.seek(ranges.get(i).from()); iterator.isValid(); iterator.next()) {
                    byte[] key = iterator.key();
                    if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
                        break;
                    }
                    visitor.visit(i, key, iterator.value());
                    requireNotClosing();
                }
                iterator.status();
            }
        } catch (RocksDBException e) {
            throw Failures.of("cannot scan", directory, e);
        } finally {
            leave();
        }
    }

    @Override
    public Snapshot snapshot() {
        enter();
        try {
            RocksDbSnapshot snapshot = new RocksDbSnapshot(this, database.rocks());
            snapshots.add(snapshot);
            return snapshot;
        } finally {
            leave();
        }
    }

    void forget(RocksDbSnapshot snapshot) {
        snapshots.remove(snapshot);
    }

    @Override
    public VoteJournal journal() {
        requireNotClosing();
        return journal;
    }

    @Override
    public long sizeInBytes() {
        requireNotClosing();
        try {
            return Directories.sizeInBytes(directory.resolve("db"))
                    + Directories.sizeInBytes(directory.resolve("votes"));
        } catch (IOException e) {
            throw Failures.of("cannot measure", directory, e);
        }
    }

    @Override
    public void close() {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("a store cannot be closed from inside a scan of it");
        }
        closing = true;
        lock.writeLock().lock();
        try {
            journal.close();
            snapshots.forEach(RocksDbSnapshot::free);
            natives.close();
            database.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Keeps the store from being closed until {@link #leave}. */
    void enter() {
        lock.readLock().lock();
        if (closing) {
            lock.readLock().unlock();
            throw Failures.closed("the store in " + directory);
        }
    }

    /** As {@link #enter}, for what must also be done when the store is being closed or is closed. */
    void holdEvenIfClosing() {
        lock.readLock().lock();
    }

    void leave() {
        lock.readLock().unlock();
    }

    private void requireNotClosing() {
        if (closing) {
            throw Failures.closed("the store in " + directory);
        }
    }
}
