package org.tallystick.examples.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Unpacks the store's native library once for all nodes. Left to itself each process unpacks its own copy of 17 MB, which
 * takes time, and stays behind when the process is killed.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /** Unpacks it into a directory, for {@code -Djava.library.path}; does nothing when it is there, or cannot be found. */
    static void unpack(Path directory) throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        Path file = directory.resolve(name);
        if (Files.exists(file)) {
            return;
        }
        try (InputStream in = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                return;
            }
            Files.createDirectories(directory);
            Path draft = directory.resolve(name + ".draft");
            Files.copy(in, draft);
            Files.move(draft, file);
        }
    }
}
