package org.tallystick.storage.rocksdb;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.tallystick.spi.storage.StorageException;

/** What this module does with directories. */
final class Directories {
    private static final boolean CAN_SYNC = File.separatorChar == '/';

    private Directories() {}

    /** Makes a directory and those above it, so that they are there after a crash of the machine. */
    static void makeDurably(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            makeDurably(parent);
        }
        Files.createDirectory(directory);
        if (parent != null) {
            sync(parent);
        }
    }

    /** Makes names that were added to or removed from a directory durable. Windows has no such call, nor the need. */
    static void sync(Path directory) throws IOException {
        if (CAN_SYNC) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Writes so many bytes to a file of its own, syncs them, and removes it again. */
    static void probe(Path file, long bytes) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(64 << 10);
        try {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                for (long left = bytes; left > 0; ) {
                    left -= channel.write(part.rewind());
                }
                channel.force(true);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        sync(file.getParent());
    }

    /**
     * Refuses a directory in which RocksDB would make a new database among files that it might take for its own. A
     * database is there when {@code CURRENT} is; what the making of one leaves behind when it is cut short is harmless.
     */
    static void requireDatabaseOrNothing(Path directory) throws IOException {
        if (Files.exists(directory.resolve("CURRENT"))) {
            return;
        }
        List<String> foreign;
        try (Stream<Path> files = Files.list(directory)) {
            foreign = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name ->
                            !name.matches("LOCK|LOG(\\.old\\.\\d+)?|IDENTITY|(MANIFEST|OPTIONS)-\\d+|\\d+\\.dbtmp"
                                    + "|OPTIONS-\\d+\\.dbtmp"))
                    .sorted()
                    .limit(5)
                    .toList();
        }
        if (!foreign.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    directory + " has no file CURRENT, and yet others, such as " + foreign
                            + ": it is no ledger, or a damaged one. Name an empty directory, or restore this one");
        }
    }

    /** The bytes in the files under a directory; files that vanish meanwhile do not count. */
    static long sizeInBytes(Path directory) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
