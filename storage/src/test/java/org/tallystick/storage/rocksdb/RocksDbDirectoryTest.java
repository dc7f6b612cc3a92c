package org.tallystick.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/** What a directory may be found to be, and what becomes of it. */
class RocksDbDirectoryTest {
    private static final Hash CHAIN = Hash.fromHex("c1".repeat(32));
    private static final byte[] KEY = {1};

    @TempDir
    Path directory;

    private LedgerStore open() {
        return RocksDbStorage.at(directory).open(CHAIN, 1);
    }

    @Test
    void making_a_storage_does_nothing_on_disk() {
        Path none = directory.resolve("none");
        RocksDbStorage storage = RocksDbStorage.at(none);
        assertThat(none).doesNotExist();
        assertThat(storage.directory()).isAbsolute();
    }

    @Test
    void files_of_others_beside_a_ledger_are_left_alone() throws IOException {
        Files.writeString(directory.resolve("identity.p12"), "key");
        Files.writeString(directory.resolve("000001.log"), "mine");
        open().close();
        open().close();
        assertThat(directory.resolve("identity.p12")).hasContent("key");
        assertThat(directory.resolve("000001.log")).hasContent("mine");
    }

    @Test
    void a_database_directory_with_files_of_others_is_refused_and_left_alone() throws IOException {
        Path db = Files.createDirectories(directory.resolve("db"));
        Files.writeString(db.resolve("000007.sst"), "mine");
        assertKind(StorageException.Kind.CORRUPT, this::open);
        assertThat(db.resolve("000007.sst")).hasContent("mine");
        assertThat(names(db)).containsExactly("000007.sst");
    }

    @Test
    void a_database_of_another_program_is_refused_and_left_alone() throws IOException, RocksDBException {
        String db = Files.createDirectories(directory.resolve("db")).toString();
        try (RocksDB other = RocksDB.open(db)) {
            other.put(KEY, KEY);
        }
        assertKind(StorageException.Kind.CORRUPT, this::open);
        try (RocksDB other = RocksDB.open(db)) {
            assertThat(other.get(KEY)).isEqualTo(KEY);
        }
    }

    @Test
    void a_ledger_whose_making_was_cut_short_is_made() throws IOException, RocksDBException {
        Path db = Files.createDirectories(directory.resolve("db"));
        Files.createFile(db.resolve("LOCK"));
        Files.writeString(db.resolve("LOG"), "");
        Files.writeString(db.resolve("000000.dbtmp"), "");
        open().close();
        deleteAll(db);
        RocksDB.open(Files.createDirectories(db).toString()).close(); // no columns yet, and no format record
        try (LedgerStore store = open()) {
            store.commit(new WriteBatch().put(Column.STATE, KEY, KEY));
        }
        assertKind(
                StorageException.Kind.WRONG_CHAIN,
                () -> RocksDbStorage.at(directory).open(Hash.ZERO, 1));
    }

    @Test
    void a_file_in_place_of_a_directory_is_an_io_failure() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertKind(StorageException.Kind.IO, () -> RocksDbStorage.at(file).open(CHAIN, 1));
        assertKind(
                StorageException.Kind.IO,
                () -> RocksDbStorage.at(file.resolve("below")).open(CHAIN, 1));
    }

    @Test
    void a_damaged_sorted_file_is_reported_as_corrupt() throws IOException {
        fillUntilSortedFilesExist();
        for (Path file : sortedFiles()) {
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < bytes.length; i += 7) {
                bytes[i] ^= 0x55;
            }
            Files.write(file, bytes);
        }
        assertKind(StorageException.Kind.CORRUPT, this::openAndReadAll);
    }

    @Test
    void a_missing_sorted_file_is_reported_as_corrupt() throws IOException {
        fillUntilSortedFilesExist();
        Files.delete(sortedFiles().get(0));
        assertKind(StorageException.Kind.CORRUPT, this::openAndReadAll);
    }

    @Test
    void a_missing_manifest_is_reported_as_corrupt() throws IOException {
        fillUntilSortedFilesExist();
        for (String name : names(directory.resolve("db"))) {
            if (name.startsWith("MANIFEST")) {
                Files.delete(directory.resolve("db").resolve(name));
            }
        }
        assertKind(StorageException.Kind.CORRUPT, this::open);
    }

    @Test
    void votes_of_another_chain_are_refused_and_the_directory_is_free_again() throws IOException {
        try (LedgerStore store = open()) {
            store.journal().append(List.of(new VoteJournal.Entry(1, KEY)));
        }
        deleteAll(directory.resolve("db"));
        for (int i = 0; i < 2; i++) {
            assertKind(
                    StorageException.Kind.WRONG_CHAIN,
                    () -> RocksDbStorage.at(directory).open(Hash.ZERO, 1));
        }
        deleteAll(directory.resolve("db"));
        try (LedgerStore store = open()) {
            assertThat(store.journal().replay()).hasSize(1);
        }
    }

    @Test
    void several_ledgers_are_open_in_one_process() {
        try (LedgerStore one = RocksDbStorage.at(directory.resolve("1")).open(CHAIN, 1);
                LedgerStore two = RocksDbStorage.at(directory.resolve("2")).open(Hash.ZERO, 1)) {
            one.commit(new WriteBatch().put(Column.STATE, KEY, KEY));
            assertThat(two.get(Column.STATE, KEY)).isNull();
        }
    }

    @Test
    @SuppressWarnings("try") // closing it by hand is the test
    void closing_from_inside_a_scan_is_refused() {
        try (LedgerStore store = open()) {
            store.commit(new WriteBatch().put(Column.STATE, KEY, KEY));
            assertThatThrownBy(() -> store.scan(Column.STATE, KEY, null, (key, value) -> {
                        store.close();
                        return true;
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(store.get(Column.STATE, KEY)).isEqualTo(KEY);
        }
    }

    @Test
    void options_out_of_bounds_are_refused_by_name() {
        RocksDbOptions defaults = RocksDbOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withBlockCacheBytes(0))
                .withMessageContaining("blockCacheBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withWriteBufferBytes(1L << 40))
                .withMessageContaining("writeBufferBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RocksDbOptions(16 << 20, 16 << 20, 1, 1))
                .withMessageContaining("maxOpenFiles");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RocksDbOptions(16 << 20, 16 << 20, 64, 99))
                .withMessageContaining("backgroundJobs");
    }

    private void fillUntilSortedFilesExist() throws IOException {
        Random random = new Random(1);
        try (LedgerStore store = open()) {
            for (int i = 0; i < 4; i++) {
                byte[] value = new byte[1 << 20];
                random.nextBytes(value);
                store.commit(new WriteBatch().put(Column.BODIES, new byte[] {(byte) i}, value));
            }
        }
        open().close(); // what is in the log goes into sorted files when a database is opened
        assertThat(sortedFiles()).isNotEmpty();
    }

    private void openAndReadAll() {
        try (LedgerStore store = open()) {
            for (Column column : Column.values()) {
                store.scan(column, new byte[0], null, (key, value) -> true);
            }
        }
    }

    private List<Path> sortedFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".sst")).toList();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        for (String name : names(directory)) {
            Files.delete(directory.resolve(name));
        }
        Files.delete(directory);
    }

    private static void assertKind(StorageException.Kind kind, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        thrown -> assertThat(thrown.kind()).isEqualTo(kind));
    }

    @Test
    void probingWritesBesideAnOpenStoreAndLeavesNothing() throws IOException {
        Path place = directory.resolve("probed");
        try (LedgerStore store = RocksDbStorage.at(place).open(CHAIN, 1)) {
            RocksDbStorage.at(place).probe();
            store.commit(new WriteBatch().put(Column.META, new byte[1], new byte[1]));
        }
        assertThat(place.resolve("probe.tmp")).doesNotExist();
    }

    @Test
    void probingAPlaceThatIsGoneFails() {
        assertThatThrownBy(() -> RocksDbStorage.at(directory.resolve("never")).probe())
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.IO));
    }
}
