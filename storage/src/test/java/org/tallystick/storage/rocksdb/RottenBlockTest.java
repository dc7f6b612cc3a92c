package org.tallystick.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;

/**
 * What RocksDB does about a block of a sorted file that has rotted: repairs of single records rely on the first, and the
 * second is where they end.
 */
class RottenBlockTest {
    private static final Hash CHAIN = Hash.ZERO;
    private static final int ROWS = 2_000;
    private static final int ROTTEN = 1_000;
    private static final int MOST_COMMITS = 400;

    @TempDir
    Path directory;

    private final Random random = new Random(3);

    private LedgerStore open() {
        return RocksDbStorage.at(directory, RocksDbOptions.defaults().withWriteBufferBytes(4 << 20))
                .open(CHAIN, 1);
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private byte[] value() {
        byte[] value = new byte[1_000];
        random.nextBytes(value);
        return value;
    }

    @BeforeEach
    void fillAndRot() throws IOException {
        byte[] wanted = null;
        try (LedgerStore store = open()) {
            WriteBatch batch = new WriteBatch();
            for (int i = 0; i < ROWS; i++) {
                byte[] value = value();
                wanted = i == ROTTEN ? value : wanted;
                batch.put(Column.BODIES, key(i), value);
            }
            store.commit(batch);
        }
        open().close(); // what was in the log is now in sorted files
        String part = new String(Arrays.copyOfRange(wanted, 100, 140), StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.list(directory.resolve("db"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int found = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(part);
                if (found >= 0) {
                    bytes[found] ^= 4;
                    Files.write(file, bytes);
                    return;
                }
            }
        }
        throw new AssertionError("no sorted file has the value");
    }

    private static void assertCorrupt(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    @Test
    void recordThatIsWrittenAgainHidesTheRottenOneFromWhoeverAsksForItButNotFromAScan() {
        try (LedgerStore store = open()) {
            assertCorrupt(() -> store.get(Column.BODIES, key(ROTTEN)));
            assertThat(store.get(Column.BODIES, key(ROTTEN - 100))).isNotNull();
            byte[] again = value();
            store.commit(new WriteBatch().put(Column.BODIES, key(ROTTEN), again));
            assertThat(store.get(Column.BODIES, key(ROTTEN))).isEqualTo(again);
            assertCorrupt(() -> store.scan(Column.BODIES, key(ROTTEN - 50), null, (key, value) -> true));
        }
    }

    @Test
    void mergingTheFileEndsTheStoreWithAnErrorThatSaysItIsDamaged() {
        try (LedgerStore store = open()) {
            assertCorrupt(() -> {
                for (int i = 0; i < MOST_COMMITS; i++) {
                    WriteBatch batch = new WriteBatch();
                    for (int row = 0; row < 50; row++) {
                        batch.put(Column.BODIES, key(random.nextInt(ROWS)), value());
                    }
                    store.commit(batch);
                }
            });
        }
    }
}
