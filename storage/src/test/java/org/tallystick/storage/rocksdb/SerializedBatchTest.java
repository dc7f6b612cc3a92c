package org.tallystick.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.WriteBatch;

class SerializedBatchTest {
    /** Where lengths begin to need one byte more. */
    private static final int[] LENGTHS = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152};

    @TempDir
    Path directory;

    @Test
    void isByteForByteWhatRocksDbMakesOfTheSameChanges() throws RocksDBException {
        SplittableRandom random = new SplittableRandom(1);
        Format format = new Format(Format.LAYOUT, 1, Hash.ZERO);
        try (Database database = Database.open(directory, RocksDbOptions.defaults(), format)) {
            for (int round = 0; round < 50; round++) {
                WriteBatch ours = new WriteBatch();
                try (org.rocksdb.WriteBatch theirs = new org.rocksdb.WriteBatch()) {
                    for (int i = random.nextInt(30); i > 0; i--) {
                        addOne(random, database, ours, theirs);
                    }
                    assertThat(SerializedBatch.of(ours, database::family)).isEqualTo(theirs.data());
                }
            }
        }
    }

    private static void addOne(
            SplittableRandom random, Database database, WriteBatch ours, org.rocksdb.WriteBatch theirs)
            throws RocksDBException {
        Column column = Column.values()[random.nextInt(Column.values().length)];
        byte[] key = new byte[1 + random.nextInt(WriteBatch.MAX_KEY)];
        random.nextBytes(key);
        if (random.nextInt(4) == 0) {
            ours.delete(column, key);
            theirs.delete(database.column(column), key);
        } else {
            int big = random.nextInt(20) == 0 ? LENGTHS.length : LENGTHS.length - 2;
            byte[] value = new byte[LENGTHS[random.nextInt(big)]];
            random.nextBytes(value);
            ours.put(column, key, value);
            theirs.put(database.column(column), key, value);
        }
    }
}
