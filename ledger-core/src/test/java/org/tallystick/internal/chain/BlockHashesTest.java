package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

class BlockHashesTest {
    private static final long ASKED = 12;

    private final InMemoryStorage disk = new InMemoryStorage();
    private final List<Long> told = new ArrayList<>();
    private LedgerStore store;
    private FinalChain chain;
    private Hash right;

    @BeforeEach
    void open() {
        store = disk.open(GenesisCodec.chainId(ChainWorkload.genesis()), 1);
        chain = FinalChain.open(store, ChainWorkload.genesis());
        while (chain.head().height() < 20) {
            chain.extend(ChainWorkload.next(chain.head()), Bytes.utf8("proof"));
        }
        chain.onDamaged(told::add);
        right = HeaderCodec.hash(chain.reader().header(ASKED).orElseThrow());
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A proposer with another name, so that it can be read. */
    private static UnaryOperator<byte[]> changed() {
        return value -> {
            value[60] ^= 1;
            return value;
        };
    }

    @Test
    void hashOfASoundHeaderIsGivenAndNobodyTold() {
        assertThat(chain.head().hashAt(ASKED)).isEqualTo(right);
        assertThat(chain.head().hashAt(0))
                .isEqualTo(HeaderCodec.hash(chain.reader().header(0).orElseThrow()));
        assertThat(chain.head().hashAt(20)).isEqualTo(chain.head().hash());
        assertThat(told).isEmpty();
    }

    @Test
    void damageOfOneHeaderIsBorneAndTold() {
        for (long damaged : List.of(ASKED, ASKED + 1)) {
            byte[] before = store.get(Column.HEADERS, Columns.height(damaged));
            disk.makeUnreadable(Column.HEADERS, Columns.height(damaged));
            assertTold(damaged);
            put(damaged, before);
            disk.damage(Column.HEADERS, Columns.height(damaged), changed());
            assertTold(damaged);
            disk.damage(Column.HEADERS, Columns.height(damaged), value -> null);
            assertTold(damaged);
            put(damaged, before);
        }
    }

    private void assertTold(long damaged) {
        assertThat(chain.head().hashAt(ASKED)).isEqualTo(right);
        assertThat(told).containsExactly(damaged);
        told.clear();
    }

    private void put(long height, byte[] header) {
        store.commit(new org.tallystick.spi.storage.WriteBatch().put(Column.HEADERS, Columns.height(height), header));
    }

    @Test
    void withoutTheHistoryWhatCanBeReadIsTakenUnlessItContradictsItself() {
        disk.makeUnreadable(Column.HISTORY, HistoryTree.leafKey(ASKED));
        assertThat(chain.head().hashAt(ASKED)).isEqualTo(right);
        assertThat(told).isEmpty();
        disk.damage(Column.HEADERS, Columns.height(ASKED), changed());
        assertThatThrownBy(() -> chain.head().hashAt(ASKED))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
        disk.makeUnreadable(Column.HEADERS, Columns.height(ASKED));
        assertThat(chain.head().hashAt(ASKED)).isEqualTo(right);
    }

    @Test
    void hashThatNothingTellsIsRefused() {
        disk.makeUnreadable(Column.HEADERS, Columns.height(ASKED));
        disk.makeUnreadable(Column.HEADERS, Columns.height(ASKED + 1));
        assertThatThrownBy(() -> chain.head().hashAt(ASKED)).isInstanceOf(StorageException.class);
        disk.damage(Column.HEADERS, Columns.height(ASKED), changed());
        assertThatThrownBy(() -> chain.head().hashAt(ASKED)).isInstanceOf(StorageException.class);
    }
}
