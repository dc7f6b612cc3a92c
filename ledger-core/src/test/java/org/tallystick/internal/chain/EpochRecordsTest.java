package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.LedgerConfig;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.Generators;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

/** Damaged configurations of old epochs, in a chain of which every second block ends one. */
class EpochRecordsTest {
    private static final Genesis GENESIS = ChainWorkload.genesis();
    private static final Bytes CERTIFICATE = Bytes.utf8("because I say so");
    private static final int EPOCHS = 5;

    /** That with which an epoch begins. */
    private static final long EPOCH = 2;

    private static final long LAST = 2 * EPOCH;
    private static final List<byte[]> KEYS = List.of(Columns.config(EPOCH), EpochSteps.key(EPOCH));

    private final Generators generators = new Generators(1);
    private final InMemoryStorage disk = new InMemoryStorage();
    private LedgerStore store;
    private FinalChain chain;
    private LedgerStore source;

    @BeforeEach
    void open() {
        store = disk.open(GenesisCodec.chainId(GENESIS), 1);
        chain = FinalChain.open(store, GENESIS);
        for (long epoch = 1; epoch <= EPOCHS; epoch++) {
            chain.extend(ChainWorkload.next(chain.head()), CERTIFICATE);
            LedgerConfig next = new LedgerConfig(
                    generators.validators(epoch, 4),
                    chain.head().outlook().config().parameters());
            chain.extend(ChainWorkload.lastOfEpoch(chain.head(), next), CERTIFICATE);
        }
        source = disk.copy().open(GenesisCodec.chainId(GENESIS), 1);
    }

    @AfterEach
    void close() {
        store.close();
        source.close();
    }

    private BlockRecords.Examined examine(Optional<StoredBlock> given) {
        return chain.records((header, hash, certificate) -> Optional.empty())
                .examine(LAST, Optional.of(chain.head().hashAt(LAST)), true, given);
    }

    private void assertRepaired(Optional<StoredBlock> given) {
        BlockRecords.Examined found = examine(given);
        assertThat(found.wrong()).isNotEmpty();
        assertThat(found.left()).isEmpty();
        chain.putBack(LAST, true, found.changes());
        for (byte[] key : KEYS) {
            assertThat(store.get(Column.META, key)).isEqualTo(source.get(Column.META, key));
        }
        assertThat(examine(Optional.empty()).wrong()).isEmpty();
        assertThat(StoreVerifier.full(store, GENESIS).findings()).isEmpty();
    }

    private static UnaryOperator<byte[]> flip() {
        return value -> {
            value[value.length / 2] ^= 1;
            return value;
        };
    }

    private Optional<StoredBlock> ofAPeer() {
        return new ChainReader(source)
                .withReceipts(LAST, 1, 1 << 20, 1 << 20).stream().findFirst();
    }

    @Test
    void eachCopyIsMadeGoodByTheOther() {
        assertThat(examine(Optional.empty()).wrong()).isEmpty();
        for (byte[] key : KEYS) {
            disk.makeUnreadable(Column.META, key);
            assertThat(StoreVerifier.full(store, GENESIS).findings()).hasSize(1);
            assertRepaired(Optional.empty());
            disk.damage(Column.META, key, flip());
            assertThat(StoreVerifier.full(store, GENESIS).findings()).hasSize(1);
            assertRepaired(Optional.empty());
            disk.damage(Column.META, key, value -> null);
            assertRepaired(Optional.empty());
        }
    }

    @Test
    void whereBothAreDamagedItComesFromAPeer() {
        KEYS.forEach(key -> disk.makeUnreadable(Column.META, key));
        assertThat(examine(Optional.empty()).left()).containsExactly("the configuration of the next epoch");
        assertRepaired(ofAPeer());
        KEYS.forEach(key -> disk.damage(Column.META, key, flip()));
        assertThat(examine(Optional.empty()).left()).isNotEmpty();
        assertRepaired(ofAPeer());
    }

    @Test
    void anotherConfigurationIsNotTaken() {
        KEYS.forEach(key -> disk.makeUnreadable(Column.META, key));
        StoredBlock honest = ofAPeer().orElseThrow();
        LedgerConfig other = new ChainReader(source).config(EPOCH + 1).orElseThrow();
        for (Bytes lie : List.of(ConfigCodec.encode(other), Bytes.EMPTY, Bytes.utf8("nonsense"))) {
            StoredBlock given =
                    new StoredBlock(honest.header(), honest.body(), honest.certificate(), honest.receipts(), lie);
            assertThat(examine(Optional.of(given)).left()).isNotEmpty();
        }
    }

    @Test
    void configurationIsGivenWhenOneCopyIsDamaged() {
        LedgerConfig before = chain.reader().config(EPOCH).orElseThrow();
        disk.makeUnreadable(Column.META, Columns.config(EPOCH));
        assertThat(chain.reader().config(EPOCH)).contains(before);
        disk.makeUnreadable(Column.META, EpochSteps.key(EPOCH));
        assertThatThrownBy(() -> chain.reader().config(EPOCH)).isInstanceOf(StorageException.class);
        assertThat(chain.reader().config(EPOCHS + 1)).isEmpty();
    }

    @Test
    void headerAndConfigurationAreGivenOfABlockThatIsNotKeptAsAWholeAnyMore() {
        store.commit(new WriteBatch()
                .delete(Column.BODIES, Columns.height(LAST))
                .delete(Column.RECEIPTS, Columns.height(LAST)));
        StoredBlock given =
                chain.reader().withReceipts(LAST, 1, 1 << 20, 1 << 20).get(0);
        StoredBlock whole = ofAPeer().orElseThrow();
        assertThat(given.header()).isEqualTo(whole.header());
        assertThat(given.certificate()).isEqualTo(whole.certificate());
        assertThat(given.nextConfig()).isEqualTo(whole.nextConfig()).isNotEqualTo(Bytes.EMPTY);
        assertThat(given.body().size() + given.receipts().size()).isZero();
    }
}
