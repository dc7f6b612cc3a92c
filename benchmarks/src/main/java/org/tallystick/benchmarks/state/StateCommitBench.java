package org.tallystick.benchmarks.state;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tallystick.codec.KeyProofCodec;
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
import org.tallystick.storage.rocksdb.RocksDbOptions;
import org.tallystick.storage.rocksdb.RocksDbStorage;
import picocli.CommandLine;

/**
 * Commits blocks of random updates to a RocksDB store, each durable before the next is begun to be written, and says
 * what that took. A directory is filled once and can be measured many times.
 */
@CommandLine.Command(
        name = "state-commit",
        description = "Measures state commits: 32-byte keys and values, each block synced.",
        mixinStandardHelpOptions = true)
public final class StateCommitBench implements Callable<Integer> {
    private static final Hash CHAIN = Hash.of(new byte[Hash.SIZE]);
    private static final int FILL = 50_000;
    private static final int PROOFS = 5_000;

    @CommandLine.Option(names = "--dir", required = true, description = "where the store is, or is to be made")
    private Path directory;

    @CommandLine.Option(names = "--keys", defaultValue = "1000000", description = "how many keys there are")
    private int keys;

    @CommandLine.Option(names = "--block", defaultValue = "1000", description = "updates in a block")
    private int block;

    @CommandLine.Option(names = "--seconds", defaultValue = "30", description = "how long to measure")
    private int seconds;

    @CommandLine.Option(names = "--warm-up", defaultValue = "10", description = "seconds before measuring")
    private int warmUp;

    @CommandLine.Option(names = "--cache-mib", defaultValue = "64", description = "memory for the trie's entries")
    private int cacheMib;

    @CommandLine.Option(names = "--store-cache-mib", defaultValue = "32", description = "RocksDB's block cache")
    private int storeCacheMib;

    @CommandLine.Option(names = "--write-buffer-mib", defaultValue = "64", description = "RocksDB's write buffers")
    private int writeBufferMib;

    @CommandLine.Option(names = "--seed", defaultValue = "1")
    private long seed;

    private final PrintStream out;

    private StateCommitBench(PrintStream out) {
        this.out = out;
    }

    /** Runs it. */
    public static void main(String[] args) {
        new CommandLine(new StateCommitBench(System.out)).execute(args);
    }

    private record Made(StateTree tree, StateTree.Stored stored, WriteBatch batch) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        RocksDbStorage storage = RocksDbStorage.at(
                directory,
                RocksDbOptions.defaults()
                        .withBlockCacheBytes((long) storeCacheMib << 20)
                        .withWriteBufferBytes((long) writeBufferMib << 20));
        long opening = System.nanoTime();
        ExecutorService helper = Executors.newSingleThreadExecutor();
        try (LedgerStore store = storage.open(CHAIN, 1)) {
            BucketTrie tree = BucketTrie.open(store, (long) cacheMib << 20, helper);
            say("open: %.2f s, root %s", since(opening), tree.root().shortHex());
            StateTree head = fill(store, tree);
            SplittableRandom random = new SplittableRandom(seed);
            head = run(store, head, random, warmUp);
            Usage before = Usage.now(tree);
            long begin = System.nanoTime();
            long blocks = committed;
            long handed = bytes;
            head = run(store, head, random, seconds);
            report((committed - blocks) * (double) block, bytes - handed, since(begin), before, Usage.now(tree));
            prove(store, head, random);
            say(
                    "resident: %d MiB now, %d MiB at most; store: %d MiB; entries in memory: %d MiB",
                    Usage.status("VmRSS"), Usage.status("VmHWM"), store.sizeInBytes() >> 20, tree.cachedBytes() >> 20);
        } finally {
            helper.shutdown(); // or the process would stay after a fault
        }
        return 0;
    }

    private long committed;
    private long bytes;

    private void report(double updates, long handed, double time, Usage before, Usage after) {
        say(
                "%d keys, blocks of %d: %,.0f updates/s (%.0f blocks/s) over %.1f s",
                keys, block, updates / time, updates / block / time, time);
        say(
                "per update: %.2f buckets read, %.2f rows read, %.1f hashes, %.0f bytes handed to the store (%.2f times"
                        + " key and value), %.0f bytes written to the device, %.1f us of processor",
                (after.buckets() - before.buckets()) / updates,
                (after.leaves() - before.leaves()) / updates,
                (after.hashes() - before.hashes()) / updates,
                handed / updates,
                handed / updates / 64,
                (after.written() - before.written()) / updates,
                (after.processorNanos() - before.processorNanos()) / updates / 1000);
    }

    /** One thread makes the next blocks' trees while this one commits. */
    private StateTree run(LedgerStore store, StateTree from, SplittableRandom random, int time)
            throws InterruptedException {
        BlockingQueue<Made> made = new ArrayBlockingQueue<>(2);
        long end = System.nanoTime() + time * 1_000_000_000L;
        Throwable[] failure = new Throwable[1];
        Thread maker = new Thread(() -> {
            try {
                StateTree tree = from;
                while (System.nanoTime() < end) {
                    Made next = make(tree, updates(random));
                    tree = next.tree();
                    made.put(next);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                failure[0] = e;
            }
        });
        maker.start();
        StateTree head = from;
        while (maker.isAlive() || !made.isEmpty()) {
            Made next = made.poll(1, java.util.concurrent.TimeUnit.MILLISECONDS);
            if (next != null) {
                commit(store, next);
                head = next.tree();
            }
        }
        if (failure[0] != null) {
            throw new IllegalStateException("a tree could not be made", failure[0]);
        }
        return head;
    }

    private Map<HashedKey, Optional<Bytes>> updates(SplittableRandom random) {
        Map<HashedKey, Optional<Bytes>> updates = new HashMap<>(2 * block);
        while (updates.size() < block) {
            updates.put(key(random.nextInt(keys)), Optional.of(value(random)));
        }
        return updates;
    }

    private static Made make(StateTree before, Map<HashedKey, Optional<Bytes>> updates) {
        WriteBatch batch = new WriteBatch();
        TreeMap<HashedKey, Optional<Bytes>> ascending = new TreeMap<>(Comparator.comparing(HashedKey::hash));
        ascending.putAll(updates);
        ascending.forEach((key, value) ->
                batch.put(Column.STATE, key.hash().toArray(), StateRecords.record(key.key(), value.orElseThrow())));
        StateTree tree = before.with(Execution.treeChanges(updates));
        return new Made(tree, tree.store(before, batch), batch);
    }

    private void commit(LedgerStore store, Made made) {
        store.commit(made.batch());
        made.stored().committed();
        committed++;
        bytes += made.batch().sizeInBytes();
    }

    private static HashedKey key(int number) {
        byte[] key = new byte[32];
        ByteBuffer.wrap(key).putInt(number);
        return HashedKey.of(new StateKey("bench", Bytes.wrap(key)));
    }

    private static Bytes value(SplittableRandom random) {
        byte[] value = new byte[32];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }

    private StateTree fill(LedgerStore store, StateTree tree) {
        StateTree head = tree;
        int filled = 0; // by a run that was cut short
        while (filled < keys && isThere(store, Math.min(keys, filled + FILL) - 1)) {
            filled += FILL;
        }
        if (filled < keys) {
            long begin = System.nanoTime();
            SplittableRandom random = new SplittableRandom(filled);
            for (int from = filled; from < keys; from += FILL) {
                Map<HashedKey, Optional<Bytes>> part = new HashMap<>(2 * FILL);
                for (int i = from; i < Math.min(keys, from + FILL); i++) {
                    part.put(key(i), Optional.of(value(random)));
                }
                Made made = make(head, part);
                commit(store, made);
                head = made.tree();
            }
            say("filled in %.1f s", since(begin));
        }
        return head;
    }

    private static boolean isThere(LedgerStore store, int key) {
        return store.get(Column.STATE, key(key).hash().toArray()) != null;
    }

    private void prove(LedgerStore store, StateTree head, SplittableRandom random) {
        long[] times = new long[PROOFS];
        int largest = 0;
        for (int i = 0; i < 2 * PROOFS; i++) {
            HashedKey key = key(random.nextInt(2 * keys)); // half of them absent
            long begin = System.nanoTime();
            int size = KeyProofCodec.encode(head.prove(key.hash(), store)).size();
            times[i % PROOFS] = System.nanoTime() - begin;
            largest = Math.max(largest, size);
        }
        Arrays.sort(times);
        say(
                "proof of a key: p50 %d us, p99 %d us, at most %d us; at most %d bytes",
                times[PROOFS / 2] / 1000, times[PROOFS * 99 / 100] / 1000, times[PROOFS - 1] / 1000, largest);
    }

    private void say(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** What the process and the trie have used so far. */
    private record Usage(long buckets, long leaves, long hashes, long written, long processorNanos) {
        static Usage now(BucketTrie tree) throws IOException {
            long written = field(Path.of("/proc/self/io"), "write_bytes");
            long processor = ((com.sun.management.OperatingSystemMXBean)
                            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
            return new Usage(
                    tree.work().bucketsRead(),
                    tree.work().leavesRead(),
                    tree.work().hashes(),
                    written,
                    processor);
        }

        static long status(String field) throws IOException {
            return field(Path.of("/proc/self/status"), field) >> 10;
        }

        private static long field(Path file, String name) throws IOException {
            List<String> found = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (line.startsWith(name + ":")) {
                    found.add(line.replaceAll("[^0-9]", ""));
                }
            }
            return found.isEmpty() ? -1 : Long.parseLong(found.get(0));
        }
    }
}
