package org.tallystick.benchmarks.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
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
import org.tallystick.benchmarks.fixture.TemporaryDirectory;
import org.tallystick.internal.execution.BucketTrie;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.internal.execution.StateTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/**
 * Blocks of 1,000 changed values among 100,000 keys: the tree after them, and all of it in RocksDB, synced; changes a
 * second on one thread. The limit is a commit of the values alone. {@link StateCommitBench} measures larger states.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class StateCommitBenchmark {
    private static final int KEYS = 100_000;
    private static final int BLOCK = 1_000;

    private final SplittableRandom random = new SplittableRandom(8);
    private TemporaryDirectory directory;
    private LedgerStore store;
    private LedgerStore bare;
    private StateTree head;

    /** Fills the state. */
    @Setup
    public void open() throws IOException {
        directory = new TemporaryDirectory();
        store = RocksDbStorage.at(directory.path().resolve("state")).open(Hash.ZERO, 1);
        bare = RocksDbStorage.at(directory.path().resolve("bare")).open(Hash.ZERO, 1);
        head = BucketTrie.open(store, BucketTrie.DEFAULT_CACHE_BYTES);
        Map<HashedKey, Optional<Bytes>> all = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            all.put(key(i), Optional.of(value()));
        }
        commit(all);
        bare.commit(values(all));
    }

    private static HashedKey key(int number) {
        byte[] key = ByteBuffer.allocate(32).putInt(number).array();
        return HashedKey.of(new StateKey("bench", Bytes.wrap(key)));
    }

    private Bytes value() {
        byte[] value = new byte[32];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }

    private Map<HashedKey, Optional<Bytes>> changes() {
        Map<HashedKey, Optional<Bytes>> changes = new HashMap<>(2 * BLOCK);
        while (changes.size() < BLOCK) {
            changes.put(key(random.nextInt(KEYS)), Optional.of(value()));
        }
        return changes;
    }

    private static WriteBatch values(Map<HashedKey, Optional<Bytes>> changes) {
        WriteBatch batch = new WriteBatch();
        changes.forEach((key, value) ->
                batch.put(Column.STATE, key.hash().toArray(), StateRecords.record(key.key(), value.orElseThrow())));
        return batch;
    }

    private void commit(Map<HashedKey, Optional<Bytes>> changes) {
        StateTree after = head.with(Execution.treeChanges(changes));
        WriteBatch batch = values(changes);
        StateTree.Stored stored = after.store(head, batch);
        store.commit(batch);
        stored.committed();
        head = after;
    }

    /** The values alone. */
    @Benchmark
    @OperationsPerInvocation(BLOCK)
    public void rawValues() {
        bare.commit(values(changes()));
    }

    /** With the tree. */
    @Benchmark
    @OperationsPerInvocation(BLOCK)
    public void commit() {
        commit(changes());
    }

    /** Closes the stores. */
    @TearDown
    public void close() throws IOException {
        store.close();
        bare.close();
        directory.close();
    }
}
