package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StorageException;

/**
 * Keeps a ledger in a directory: the ledger itself in a RocksDB under {@code db}, the vote journal in files under
 * {@code votes}. Other files in the directory are left alone, but for {@code probe.tmp}
 * and, after damage, {@code db.damaged}.
 *
 * <p>One store at a time may have the directory open, in this process or another. The file system must be a local one
 * that honours a sync. Opening the first store of a process loads RocksDB's native library, which stays loaded, and
 * whose few background threads stay too.
 */
public final class RocksDbStorage implements Storage {
    private final Path directory;
    private final RocksDbOptions options;

    private RocksDbStorage(Path directory, RocksDbOptions options) {
        this.directory = directory.toAbsolutePath().normalize();
        this.options = Objects.requireNonNull(options, "options");
    }

    /** Keeps the ledger in a directory, which is made when it is opened if it is not there. */
    public static RocksDbStorage at(Path directory) {
        return at(directory, RocksDbOptions.defaults());
    }

    /** Keeps the ledger in a directory, and takes from its host what the options say. */
    public static RocksDbStorage at(Path directory, RocksDbOptions options) {
        return new RocksDbStorage(directory, options);
    }

    /** Where the ledger is kept; absolute. */
    public Path directory() {
        return directory;
    }

    @Override
    public LedgerStore open(Hash chainId, int schemaVersion) {
        Format expected = new Format(Format.LAYOUT, schemaVersion, chainId);
        Path databaseDirectory = directory.resolve("db");
        Path journalDirectory = directory.resolve("votes");
        try {
            Directories.makeDurably(databaseDirectory);
            Directories.makeDurably(journalDirectory);
            Directories.requireDatabaseOrNothing(databaseDirectory);
        } catch (IOException e) {
            throw Failures.of("cannot make or read the directory", directory, e);
        }
        Database database = Database.open(databaseDirectory, options, expected);
        try {
            // Under the lock of the database, so that nobody else writes the journal.
            SegmentedJournal journal = SegmentedJournal.open(journalDirectory, chainId, SegmentedJournal.Sizes.DEFAULT);
            return new RocksDbStore(directory, database, journal);
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    @Override
    public void probe() {
        try {
            Interrupts.shield(() -> {
                Directories.probe(directory.resolve("probe.tmp"), options.writeBufferBytes());
                return null;
            });
        } catch (IOException e) {
            throw Failures.of("cannot write to", directory, e);
        }
    }

    @Override
    public Optional<String> setAside(Hash chainId) {
        Path database = directory.resolve("db");
        Path aside = directory.resolve("db.damaged");
        if (!Files.isDirectory(database) || Files.exists(aside)) {
            return Optional.empty();
        }
        try (FileChannel lock = FileChannel.open(
                        database.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.tryLock()) {
            if (held == null) {
                throw new StorageException(
                        StorageException.Kind.LOCKED, directory + " is open in another process: close that first");
            }
            if (!SegmentedJournal.isSound(directory.resolve("votes"), chainId)) {
                return Optional.empty();
            }
            Files.move(database, aside, StandardCopyOption.ATOMIC_MOVE);
            Directories.sync(directory);
            return Optional.of(aside.toString());
        } catch (IOException e) {
            throw Failures.of("cannot set aside what is in", directory, e);
        }
    }

    @Override
    public Optional<LedgerStore.Snapshot> readSetAside(Hash chainId, int schemaVersion) {
        Path aside = directory.resolve("db.damaged");
        if (!Files.isRegularFile(aside.resolve("CURRENT"))) {
            return Optional.empty();
        }
        try {
            Format expected = new Format(Format.LAYOUT, schemaVersion, chainId);
            return Optional.of(new SetAside(aside, Database.openToRead(aside, options, expected)));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.IO) {
                throw e;
            }
            return Optional.empty(); // damaged as a whole, or something else
        }
    }

    @Override
    public String toString() {
        return "RocksDB in " + directory;
    }
}
