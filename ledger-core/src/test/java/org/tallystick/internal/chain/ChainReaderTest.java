package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.store.ChainWorkload;
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

    /** A store in which a block is removed right before a column is read. */
    private record Pruning(LedgerStore store, Column before, long height) implements StoreReader {
        @Override
        public byte[] get(Column column, byte[] key) {
            if (column == before) {
                store.commit(new WriteBatch()
                        .delete(Column.BODIES, Columns.height(height))
                        .delete(Column.RECEIPTS, Columns.height(height)));
            }
            return store.get(column, key);
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            store.scan(column, from, to, visitor);
        }
    }

    private FinalChain withTransactionsInBlock(LedgerStore grown) {
        FinalChain chain = FinalChain.open(grown, ChainWorkload.genesis());
        while (chain.head().transactions().isEmpty()) {
            chain.extend(ChainWorkload.next(chain.head()), Bytes.wrap(new byte[] {1}));
        }
        return chain;
    }

    @Test
    void blockThatIsRemovedWhileItIsReadIsNotThere() {
        for (Column before : List.of(Column.HEADERS, Column.BODIES, Column.RECEIPTS)) {
            LedgerStore grown = new InMemoryStorage().open(GenesisCodec.chainId(ChainWorkload.genesis()), 1);
            BlockState block = withTransactionsInBlock(grown).head();
            assertThat(new ChainReader(grown)
                            .block(block.height())
                            .orElseThrow()
                            .receipts())
                    .isNotEmpty();
            ChainReader racing = new ChainReader(new Pruning(grown, before, block.height()));
            racing.block(block.height())
                    .ifPresent(found -> assertThat(found.receipts()).isEqualTo(block.receipts()));
            assertThat(new ChainReader(grown).block(block.height())).isEmpty();
        }
    }

    @Test
    void receiptOfABlockThatIsRemovedMeanwhileIsNotThere() {
        LedgerStore grown = new InMemoryStorage().open(GenesisCodec.chainId(ChainWorkload.genesis()), 1);
        BlockState block = withTransactionsInBlock(grown).head();
        Hash id = block.transactions().get(0).id();
        assertThat(new ChainReader(grown).receipt(id)).isPresent();
        assertThat(new ChainReader(new Pruning(grown, Column.RECEIPTS, block.height())).receipt(id))
                .isEmpty();
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
