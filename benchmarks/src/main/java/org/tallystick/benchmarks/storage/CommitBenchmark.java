package org.tallystick.benchmarks.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.tallystick.benchmarks.fixture.TemporaryDirectory;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/**
 * Synced batches of 1,000 puts with 32-byte keys and 256-byte values, puts a second on one thread. The limit is a bare
 * RocksDB on the same disk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CommitBenchmark {
    private static final int BATCH = 1_000;
    private static final int KEYS = 100 * BATCH;

    private final List<byte[]> keys = new ArrayList<>();
    private final byte[] value = new byte[256];
    private TemporaryDirectory directory;
    private LedgerStore store;
    private Options options;
    private RocksDB bare;
    private WriteOptions synced;
    private int next;

    /** Opens both. */
    @Setup
    public void open() throws IOException, RocksDBException {
        Random random = new Random(6);
        for (int i = 0; i < KEYS; i++) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            keys.add(key);
        }
        random.nextBytes(value);
        directory = new TemporaryDirectory();
        store = RocksDbStorage.at(directory.path().resolve("store")).open(Hash.ZERO, 1);
        options = new Options().setCreateIfMissing(true);
        bare = RocksDB.open(options, directory.path().resolve("bare").toString());
        synced = new WriteOptions().setSync(true);
    }

    private List<byte[]> batch() {
        next = next + BATCH < KEYS ? next + BATCH : 0;
        return keys.subList(next, next + BATCH);
    }

    /** RocksDB itself, as it is configured by default. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void rawRocksDb() throws RocksDBException {
        try (org.rocksdb.WriteBatch batch = new org.rocksdb.WriteBatch()) {
            for (byte[] key : batch()) {
                batch.put(key, value);
            }
            bare.write(synced, batch);
        }
    }

    /** Through the storage SPI. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void commit() {
        WriteBatch batch = new WriteBatch();
        for (byte[] key : batch()) {
            batch.put(Column.STATE, key, value);
        }
        store.commit(batch);
    }

    /** Closes both. */
    @TearDown
    public void close() throws IOException {
        store.close();
        synced.close();
        bare.close();
        options.close();
        directory.close();
    }
}
