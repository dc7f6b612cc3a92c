package org.tallystick.benchmarks.endure;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/** Counts what is written to a storage, and how long committing takes. */
final class CountingStorage implements Storage {
    private final Storage storage;
    private final Map<Column, AtomicLong> puts = new EnumMap<>(Column.class);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong readNanos = new AtomicLong();

    CountingStorage(Storage storage) {
        this.storage = storage;
        for (Column column : Column.values()) {
            puts.put(column, new AtomicLong());
        }
    }

    /** Counts from now on. */
    void reset() {
        puts.values().forEach(count -> count.set(0));
        List.of(nanos, commits, reads, readNanos).forEach(count -> count.set(0));
    }

    /** What was done for each of so many. */
    String perItem(long items) {
        double each = Math.max(1, items);
        return String.format(
                Locale.ROOT,
                "each: %.2f state keys, %.2f leaves, %.2f buckets written; %.2f state values read in %.1f us; %.1f us of"
                        + " commit in %d commits",
                puts.get(Column.STATE).get() / each,
                puts.get(Column.LEAVES).get() / each,
                puts.get(Column.BUCKETS).get() / each,
                reads.get() / each,
                readNanos.get() / each / 1000,
                nanos.get() / each / 1000,
                commits.get());
    }

    @Override
    public LedgerStore open(Hash chainId, int schemaVersion) {
        return new Counting(storage.open(chainId, schemaVersion));
    }

    private final class Counting implements LedgerStore {
        private final LedgerStore store;

        Counting(LedgerStore store) {
            this.store = store;
        }

        @Override
        public void commit(WriteBatch batch) {
            long begin = System.nanoTime();
            store.commit(batch);
            nanos.addAndGet(System.nanoTime() - begin);
            commits.incrementAndGet();
            long[] counts = new long[Column.values().length];
            for (WriteBatch.Change change : batch.changes()) {
                counts[change.column().ordinal()]++;
            }
            puts.forEach((column, count) -> count.addAndGet(counts[column.ordinal()]));
        }

        @Override
        public byte[] get(Column column, byte[] key) {
            if (column != Column.STATE) {
                return store.get(column, key);
            }
            long begin = System.nanoTime();
            byte[] value = store.get(column, key);
            readNanos.addAndGet(System.nanoTime() - begin);
            reads.incrementAndGet();
            return value;
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            store.scan(column, from, to, visitor);
        }

        @Override
        public void scanAll(Column column, List<Range> ranges, RangeVisitor visitor) {
            store.scanAll(column, ranges, visitor);
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
}
