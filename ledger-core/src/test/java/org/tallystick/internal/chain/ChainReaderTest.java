package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.store.InMemoryStorage;

class ChainReaderTest {
    private final LedgerStore store = new InMemoryStorage().open(Hash.ZERO, 1);
    private final ChainReader reader = new ChainReader(store);

    private void put(long height, int bytes, boolean certified) {
        WriteBatch batch = new WriteBatch();
        batch.put(Column.HEADERS, Columns.height(height), new byte[10]);
        batch.put(Column.BODIES, Columns.height(height), new byte[bytes - 10]);
        if (certified) {
            batch.put(Column.CERTIFICATES, Columns.height(height), new byte[5]);
        }
        store.commit(batch);
    }

    @Test
    void rangeGoesOnToTheNextCertificate() {
        for (int height = 1; height <= 20; height++) {
            put(height, 100, height == 12);
        }
        assertThat(reader.range(1, 10, 1_000_000, 5, 1_000_000)).hasSize(12);
        assertThat(reader.range(1, 100, 500, 64, 1_000_000)).hasSize(12);
    }

    @Test
    void rangeNeverExceedsItsLimitUnlessOneBlockDoes() {
        for (int height = 1; height <= 20; height++) {
            put(height, 100, false);
        }
        assertThat(reader.range(1, 100, 500, 64, 850)).hasSize(8);
        assertThat(reader.range(1, 100, 500, 64, 50)).hasSize(1);
    }
}
