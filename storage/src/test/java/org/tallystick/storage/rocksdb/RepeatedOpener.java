package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/**
 * The process in which {@link RocksDbResourcesTest} opens and closes stores; says what the process has after each
 * closing: files open in the directory, threads of RocksDB, and resident memory in KiB.
 */
final class RepeatedOpener {
    static final int ROUNDS = 60;

    private static final Path PROCESS = Path.of("/proc/self");

    private RepeatedOpener() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        Path directory = Path.of(arguments[0]);
        for (int i = 0; i < ROUNDS; i++) {
            useOnce(directory);
            out.println(openFiles(directory) + " " + threads() + " " + residentKib());
        }
    }

    private static void useOnce(Path directory) {
        byte[] value = new byte[200_000];
        new Random(1).nextBytes(value);
        byte[] key = {1};
        try (LedgerStore store = RocksDbStorage.at(directory).open(Hash.ZERO, 1)) {
            WriteBatch batch = new WriteBatch();
            for (Column column : Column.values()) {
                batch.put(column, key, value);
            }
            store.commit(batch);
            store.snapshot().get(Column.STATE, key); // left open
            store.scan(Column.STATE, new byte[0], null, (found, value2) -> true);
            store.journal().append(List.of(new VoteJournal.Entry(1, new byte[100])));
            store.journal().discardBelow(1);
        }
    }

    private static long openFiles(Path directory) throws IOException {
        long count = 0;
        try (Stream<Path> descriptors = Files.list(PROCESS.resolve("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                count += Files.exists(descriptor)
                                && Files.readSymbolicLink(descriptor).startsWith(directory)
                        ? 1
                        : 0;
            }
        }
        return count;
    }

    private static int threads() throws IOException {
        int count = 0;
        try (Stream<Path> tasks = Files.list(PROCESS.resolve("task"))) {
            for (Path task : tasks.toList()) {
                count += Files.readString(task.resolve("comm")).startsWith("rocksdb") ? 1 : 0;
            }
        }
        return count;
    }

    private static long residentKib() throws IOException {
        for (String line : Files.readAllLines(PROCESS.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("the system does not say how much memory the process has");
    }
}
