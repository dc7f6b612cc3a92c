package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Ledger;
import org.tallystick.api.LedgerBuilder;
import org.tallystick.api.Retention;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

class StoreVerifierTest {
    private static final Genesis GENESIS = ChainWorkload.genesis();

    private final InMemoryStorage medium = new InMemoryStorage();

    @BeforeEach
    void fill() {
        try (LedgerStore store = medium.open(GenesisCodec.chainId(GENESIS), 1)) {
            FinalChain chain = FinalChain.open(store, GENESIS);
            while (chain.head().height() < 40) {
                ChainWorkload.step(chain);
            }
        }
    }

    private LedgerStore open(InMemoryStorage storage) {
        return storage.open(GenesisCodec.chainId(GENESIS), 1);
    }

    @Test
    void soundStoreIsClean() {
        try (LedgerStore store = open(medium)) {
            StoreReport full = StoreVerifier.full(store, GENESIS);
            assertThat(full.clean()).as(full.toString()).isTrue();
            assertThat(full.blocks()).isEqualTo(full.height() + 1).isGreaterThan(40);
            assertThat(full.keys()).isGreaterThan(100);
            StoreReport quick = StoreVerifier.quick(store, GENESIS);
            assertThat(quick.clean()).isTrue();
            assertThat(quick.blocks()).isZero();
        }
    }

    @Test
    void storeOfANodeThatIsNotRunningIsChecked() {
        InMemoryStorage place = new InMemoryStorage();
        SoloLedger solo = new SoloLedger().storage(place);
        LedgerBuilder stopped = Ledger.builder().genesis(solo.genesis()).storage(place);
        try (Ledger ledger = solo.open()) {
            assertThat(ledger).isNotNull();
            assertThatThrownBy(() -> stopped.verify(true))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LOCKED));
        }
        assertThat(stopped.verify(true).clean()).isTrue();
        assertThat(stopped.verify(false).height()).isZero();
    }

    @Test
    void emptyStoreHasNoHead() {
        try (LedgerStore store = open(new InMemoryStorage())) {
            assertThat(StoreVerifier.full(store, GENESIS).findings())
                    .singleElement()
                    .isInstanceOf(StoreReport.BadHead.class);
        }
    }

    /** Certificates have no redundancy here; evidence is not part of the chain. */
    @Test
    void anyRecordThatIsMissingOrChangedByABitIsFound() {
        Random random = new Random(5);
        List<Column> columns = List.of(
                Column.META,
                Column.HEADERS,
                Column.BODIES,
                Column.RECEIPTS,
                Column.TRANSACTIONS,
                Column.BLOCK_HASHES,
                Column.HISTORY,
                Column.STATE,
                Column.LEAVES,
                Column.BUCKETS,
                Column.OLD_STATE);
        for (Column column : columns) {
            List<byte[]> keys = new ArrayList<>();
            try (LedgerStore store = open(medium)) {
                store.scan(column, new byte[0], null, (key, value) -> keys.add(key));
            }
            for (int i = 0; i < 25; i++) {
                byte[] key = keys.get(random.nextInt(keys.size()));
                InMemoryStorage damaged = medium.copy();
                try (LedgerStore store = open(damaged)) {
                    byte[] value = store.get(column, key);
                    WriteBatch damage = new WriteBatch();
                    if (i % 5 == 0 || value.length == 0) {
                        damage.delete(column, key);
                    } else {
                        value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
                        damage.put(column, key, value);
                    }
                    store.commit(damage);
                    StoreReport report = StoreVerifier.full(store, GENESIS);
                    assertThat(report.clean())
                            .as(column + " " + HexFormat.of().formatHex(key))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void damageIsNamedByItsPlace() {
        try (LedgerStore store = open(medium)) {
            store.commit(new WriteBatch().delete(Column.BODIES, Columns.height(7)));
            assertThat(StoreVerifier.full(store, GENESIS).findings())
                    .singleElement()
                    .isEqualTo(new StoreReport.BadBlock(7, "the transactions are missing"));
            assertThat(StoreVerifier.quick(store, GENESIS).clean()).isTrue();
        }
    }

    @Test
    void prunedStoreIsCleanKeepsWhatItShouldAndReportsWhatItRemoved() {
        try (LedgerStore store = open(medium)) {
            FinalChain chain = FinalChain.open(store, GENESIS, Retention.ofBlocks(256));
            while (chain.head().height() < 400) {
                ChainWorkload.step(chain);
            }
            long from = chain.head().height() - 256 + 1;
            assertThat(chain.keptFrom()).isEqualTo(from);
            assertThat(chain.reader().block(from - 1)).isEmpty();
            assertThat(chain.reader().block(from)).isPresent();
            assertThat(chain.reader().header(1)).isPresent();
            StoreReport report = StoreVerifier.full(store, GENESIS);
            assertThat(report.findings()).isEmpty();
            assertThat(report.blocks()).isEqualTo(report.height() + 1);
            long removed = chain.removedBytes();
            assertThat(removed).isGreaterThan(10_000);
            FinalChain again = FinalChain.open(store, GENESIS);
            assertThat(again.keptFrom()).isEqualTo(from);
            assertThat(again.removedBytes()).isEqualTo(removed);
        }
        // what is left of an archive of as many blocks
        InMemoryStorage archive = new InMemoryStorage();
        try (LedgerStore all = open(archive);
                LedgerStore store = open(medium)) {
            FinalChain chain = FinalChain.open(all, GENESIS);
            while (chain.head().height() < 400) {
                ChainWorkload.step(chain);
            }
            long removed = FinalChain.open(store, GENESIS).removedBytes();
            assertThat(all.sizeInBytes() - store.sizeInBytes()).isBetween(removed - 100, removed + 100);
        }
    }

    @Test
    void damagedBlockThatIsNotWantedAnyMoreIsRemovedAsTheOthersAre() {
        medium.makeUnreadable(Column.BODIES, Columns.height(7));
        medium.makeUnreadable(Column.RECEIPTS, Columns.height(8));
        medium.damage(Column.BODIES, Columns.height(9), body -> new byte[] {1});
        try (LedgerStore store = open(medium)) {
            FinalChain chain = FinalChain.open(store, GENESIS, Retention.ofBlocks(256));
            while (chain.head().height() < 300) {
                ChainWorkload.step(chain);
            }
            assertThat(chain.keptFrom()).isGreaterThan(40);
            assertThat(StoreVerifier.full(store, GENESIS).findings()).isEmpty();
            assertThat(store.get(Column.BODIES, Columns.height(7))).isNull();
        }
    }

    @Test
    void blocksAreKeptByAgeOfTheirTimes() {
        try (LedgerStore store = open(medium)) {
            Retention aged = Retention.ofAge(Duration.ofMillis(300)); // a block has a millisecond here
            FinalChain chain = FinalChain.open(store, GENESIS, aged);
            while (chain.head().height() < 500) {
                ChainWorkload.step(chain);
            }
            assertThat(chain.keptFrom()).isEqualTo(chain.head().height() - 300);
            assertThat(StoreVerifier.full(store, GENESIS).clean()).isTrue();
        }
    }

    @Test
    void closedStoreIsNoDamage() {
        LedgerStore store = open(medium);
        store.close();
        assertThatThrownBy(() -> StoreVerifier.full(store, GENESIS)).isInstanceOf(StorageException.class);
    }
}
