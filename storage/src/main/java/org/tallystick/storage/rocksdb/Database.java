package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;

/**
 * An open RocksDB with a column family for each {@link Column}, and everything native that belongs to it. Not guarded:
 * using it during or after {@link #close} would crash the process, which {@link RocksDbStore} prevents.
 */
final class Database implements AutoCloseable {
    private static final String DEFAULT_COLUMN_FAMILY = "default";
    private static final long LEAST_CACHE = 1L << 20;
    private static final int LEAST_FILES = 32;

    private final Natives natives = new Natives();
    private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
    private final Map<Column, Integer> families = new EnumMap<>(Column.class);
    private final Path directory;
    private RocksDB rocks;

    private Database(Path directory) {
        this.directory = directory;
    }

    /** Opens or makes the database and refuses one that is not what is expected. */
    static Database open(Path directory, RocksDbOptions options, Format expected) {
        return open(directory, database -> database.open(options, expected));
    }

    /** Opens what is there of a database without changing anything; with as little memory as can be. */
    static Database openToRead(Path directory, RocksDbOptions options, Format expected) {
        RocksDbOptions small = new RocksDbOptions(options.writeBufferBytes(), LEAST_CACHE, LEAST_FILES, 1);
        return open(directory, database -> database.openToRead(small, expected));
    }

    /** What is done to open one. */
    @FunctionalInterface
    private interface Opening {
        void run(Database database) throws RocksDBException;
    }

    private static Database open(Path directory, Opening opening) {
        NativeLibrary.load();
        Database database = new Database(directory);
        try {
            opening.run(database);
            return database;
        } catch (RocksDBException e) {
            database.close();
            if (Failures.isLock(e)) {
                throw new StorageException(
                        StorageException.Kind.LOCKED,
                        directory + " is open in another store or another process: close that first (" + e.getMessage()
                                + ")",
                        e);
            }
            throw Failures.of("cannot open", directory, e);
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private void openToRead(RocksDbOptions options, Format expected) throws RocksDBException {
        Map<String, ColumnFamilyHandle> found = openExisting(new Tuning(options, natives), RocksDB::openReadOnly);
        byte[] record = rocks.get(found.get(DEFAULT_COLUMN_FAMILY), Format.key());
        if (record == null) {
            throw new StorageException(StorageException.Kind.CORRUPT, directory + " has lost its format record");
        }
        Format.decode(record, directory).requireSame(expected, directory);
        for (Column column : Column.values()) {
            ColumnFamilyHandle handle = found.get(column.name());
            if (handle != null) {
                columns.put(column, handle);
            }
        }
    }

    private void open(RocksDbOptions options, Format expected) throws RocksDBException {
        Tuning tuning = new Tuning(options, natives);
        Map<String, ColumnFamilyHandle> found = openExisting(tuning, RocksDB::open);
        ColumnFamilyHandle ours = found.get(DEFAULT_COLUMN_FAMILY);
        byte[] record = rocks.get(ours, Format.key());
        if (record != null) {
            Format.decode(record, directory).requireSame(expected, directory);
        } else {
            requireEmpty(found);
        }
        takeColumns(found, tuning);
        found.remove(DEFAULT_COLUMN_FAMILY);
        if (!found.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    directory + " has columns that this version does not know: " + found.keySet());
        }
        if (record == null) {
            try (WriteOptions synced = new WriteOptions().setSync(true)) {
                rocks.put(ours, synced, Format.key(), expected.encode());
            }
        }
    }

    /** Takes our columns out of those that were found, and makes those that are missing. */
    private void takeColumns(Map<String, ColumnFamilyHandle> found, Tuning tuning) throws RocksDBException {
        List<Column> missing = new ArrayList<>();
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Column column : Column.values()) {
            ColumnFamilyHandle handle = found.remove(column.name());
            if (handle != null) {
                columns.put(column, handle);
            } else {
                missing.add(column);
                descriptors.add(new ColumnFamilyDescriptor(column.name().getBytes(UTF_8), tuning.column(column)));
            }
        }
        if (!missing.isEmpty()) {
            List<ColumnFamilyHandle> made = rocks.createColumnFamilies(descriptors); // one call, one options file
            for (int i = 0; i < made.size(); i++) {
                columns.put(missing.get(i), natives.own(made.get(i)));
            }
        }
        columns.forEach((column, handle) -> families.put(column, handle.getID()));
    }

    /** One of RocksDB's ways to open a database. */
    @FunctionalInterface
    private interface Opener {
        RocksDB open(
                DBOptions options, String path, List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles)
                throws RocksDBException;
    }

    /** Opens the database with just the column families that it has; a new one has the default one. */
    private Map<String, ColumnFamilyHandle> openExisting(Tuning tuning, Opener opener) throws RocksDBException {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (String name : columnFamilyNames()) {
            descriptors.add(new ColumnFamilyDescriptor(name.getBytes(UTF_8), optionsFor(name, tuning)));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        rocks = natives.own(opener.open(tuning.database(), directory.toString(), descriptors, handles));
        Map<String, ColumnFamilyHandle> found = new HashMap<>();
        for (int i = 0; i < handles.size(); i++) {
            ColumnFamilyHandle handle = natives.own(handles.get(i));
            found.put(new String(descriptors.get(i).getName(), UTF_8), handle);
        }
        return found;
    }

    private List<String> columnFamilyNames() throws RocksDBException {
        List<String> names = new ArrayList<>();
        if (Files.exists(directory.resolve("CURRENT"))) {
            try (Options options = new Options()) {
                for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
                    names.add(new String(name, UTF_8));
                }
            }
            if (!names.contains(DEFAULT_COLUMN_FAMILY)) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        directory + " names a manifest in CURRENT that is missing or damaged");
            }
        } else {
            names.add(DEFAULT_COLUMN_FAMILY);
        }
        return names;
    }

    private static org.rocksdb.ColumnFamilyOptions optionsFor(String name, Tuning tuning) {
        for (Column column : Column.values()) {
            if (column.name().equals(name)) {
                return tuning.column(column);
            }
        }
        return tuning.plain();
    }

    /** A database that was being made when the process died has no format record and nothing else. */
    private void requireEmpty(Map<String, ColumnFamilyHandle> found) throws RocksDBException {
        for (Map.Entry<String, ColumnFamilyHandle> entry : found.entrySet()) {
            try (org.rocksdb.RocksIterator iterator = rocks.newIterator(entry.getValue())) {
                iterator.seekToFirst();
                iterator.status();
                if (iterator.isValid()) {
                    throw new StorageException(
                            StorageException.Kind.CORRUPT,
                            directory
                                    + " holds a RocksDB database that is not a ledger, or has lost its format record");
                }
            }
        }
    }

    RocksDB rocks() {
        return rocks;
    }

    /** A column's family; null when the database was opened only to be read, and has none. */
    ColumnFamilyHandle column(Column column) {
        return columns.get(column);
    }

    /** The number that RocksDB gave a column's family. */
    int family(Column column) {
        return families.get(column);
    }

    /** Frees everything native; idempotent. */
    @Override
    public void close() {
        natives.close();
    }
}
