package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.spi.storage.StorageException;

/**
 * Loads RocksDB's native library, once a process; it stays loaded. The library comes out of a jar by way of a temporary
 * file of some 17 MB, which RocksDB leaves to the end of the process to delete, so that every process that is killed
 * would leave one behind. Here it goes into a directory of its own and is deleted as soon as it is loaded.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    static void load() {
        try {
            Path directory = Files.createTempDirectory("tallystick-rocksdb");
            try {
                NativeLibraryLoader.getInstance().loadLibrary(directory.toString()); // does nothing the second time
            } finally {
                delete(directory);
            }
            RocksDB.loadLibrary(); // finds it loaded
        } catch (IOException | LinkageError e) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "cannot load RocksDB's native library by way of " + System.getProperty("java.io.tmpdir")
                            + ", which must be writable and allow execution: " + e.getMessage(),
                    e);
        }
    }

    private static void delete(Path directory) {
        List<Path> paths = new ArrayList<>();
        try {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(paths::add);
            }
            paths.add(directory);
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Windows does not delete what is loaded; RocksDB has asked for it to be deleted at the end of the process.
            LOG.debug("RocksDB's native library stays in {} until the process ends", directory, e);
        }
    }
}
