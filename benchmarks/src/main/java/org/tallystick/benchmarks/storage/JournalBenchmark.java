package org.tallystick.benchmarks.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.benchmarks.fixture.TemporaryDirectory;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/** Votes of 256 bytes that are on disk, a second. The limit is writing as much into a file that has its size, synced. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class JournalBenchmark {
    private static final int VOTE = 256;
    private static final int FILE = 4 << 20;
    private static final int KEPT = 1_000;

    private final ByteBuffer vote = ByteBuffer.allocateDirect(VOTE);
    private TemporaryDirectory directory;
    private LedgerStore store;
    private FileChannel file;
    private long position;

    /** Opens the journal and the file. */
    @Setup
    public void open() throws IOException {
        directory = new TemporaryDirectory();
        store = RocksDbStorage.at(directory.path().resolve("store")).open(Hash.ZERO, 1);
        file = FileChannel.open(directory.path().resolve("bare"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(FILE));
        file.force(true);
    }

    /** A write and fdatasync. */
    @Benchmark
    public void rawSync() throws IOException {
        position = position + VOTE < FILE ? position + VOTE : 0;
        vote.clear();
        file.write(vote, position);
        file.force(false);
    }

    /** A vote. */
    @Benchmark
    public void append() {
        position++;
        store.journal().append(List.of(new VoteJournal.Entry(position, new byte[VOTE])));
        if (position % KEPT == 0) {
            store.journal().discardBelow(position);
        }
    }

    /** Closes both. */
    @TearDown
    public void close() throws IOException {
        store.close();
        file.close();
        directory.close();
    }
}
