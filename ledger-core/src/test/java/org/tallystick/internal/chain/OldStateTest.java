package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Retention;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

/** Compares what a chain says of earlier states with all states there were, which the test keeps in full. */
class OldStateTest {
    private static final Genesis GENESIS = ChainWorkload.genesis();
    private static final Retention LEAST = Retention.ofBlocks(Retention.LEAST_BLOCKS);

    private final InMemoryStorage medium = new InMemoryStorage();
    private final List<Map<HashedKey, Bytes>> states = new ArrayList<>(List.of(Map.of()));
    private final Set<HashedKey> keys = new HashSet<>();
    private LedgerStore store;
    private FinalChain chain;

    private void open(Retention retention) {
        if (store != null) {
            store.close();
        }
        store = medium.open(GenesisCodec.chainId(GENESIS), 1);
        chain = FinalChain.open(store, GENESIS, retention);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Makes blocks final until a height, some of them one by one and some several at once. */
    private void grow(long height, Random random) {
        while (chain.head().height() < height) {
            BlockState target = chain.head();
            for (int i = random.nextInt(4); i >= 0; i--) {
                target = ChainWorkload.next(target);
                Map<HashedKey, Bytes> state = new HashMap<>(states.get(states.size() - 1));
                target.changes().forEach((key, value) -> {
                    value.ifPresentOrElse(present -> state.put(key, present), () -> state.remove(key));
                    keys.add(key);
                });
                states.add(state);
            }
            chain.extend(target, Bytes.wrap(new byte[] {1}));
        }
    }

    /** Asks for all keys at some heights that are kept, and checks from where on they are. */
    private void assertKeptFrom(long lowest, int samples, Random random) {
        long head = chain.head().height();
        try (ChainView view = chain.view()) {
            assertThat(view.lowest()).isEqualTo(lowest);
            for (int i = 0; i < samples + 3; i++) {
                int spread = (int) (head - lowest) + 1;
                long height = i < 3 ? Math.min(lowest + i, head) : lowest + random.nextInt(spread);
                StateReads state = view.stateAt(height);
                for (HashedKey key : keys) {
                    assertThat(state.get(key))
                            .as("key %s after block %d of %d", key.hash(), height, head)
                            .isEqualTo(states.get((int) height).get(key));
                }
            }
            for (long beyond : new long[] {lowest - 1, head + 1}) {
                assertThatThrownBy(() -> view.stateAt(beyond)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(StoreVerifier.full(store, GENESIS).findings()).isEmpty();
    }

    private long rows() {
        long[] rows = new long[1];
        store.scan(Column.OLD_STATE, new byte[0], null, (key, value) -> ++rows[0] > 0);
        return rows[0];
    }

    @Test
    void archiveKnowsEveryStateThereWas() {
        Random random = new Random(1);
        for (int restart = 1; restart <= 6; restart++) {
            open(Retention.ARCHIVE);
            grow(40L * restart, random);
            assertKeptFrom(0, 30, random);
        }
        assertThat(chain.removedBytes()).isZero();
    }

    @Test
    void retentionRemovesWhatIsTooOldLittleByLittleAndWithinBounds() {
        Random random = new Random(2);
        long most = 0;
        for (long height = 0; height < 2_000; height += 50 + random.nextInt(150)) {
            open(LEAST);
            grow(height, random);
            long head = chain.head().height();
            assertThat(chain.keptFrom()).isEqualTo(Math.max(0, head - Retention.LEAST_BLOCKS + 1));
            assertKeptFrom(Math.max(0, chain.keptFrom() - 1), 3, random);
            most = Math.max(most, rows());
        }
        long wanted = Retention.LEAST_BLOCKS * rowsABlock();
        assertThat(most).isBetween(wanted, 2 * wanted);
    }

    private long rowsABlock() {
        long last = chain.head().height();
        long[] rows = new long[1];
        store.scan(Column.OLD_STATE, new byte[0], null, (key, value) -> {
            rows[0] += OldValues.heightIn(key) > last - Retention.LEAST_BLOCKS ? 1 : 0;
            return true;
        });
        return rows[0] / Retention.LEAST_BLOCKS;
    }

    /** As when a store that was set aside still has them. */
    @Test
    void blocksThatComeBackBringNoOldState() {
        Random random = new Random(6);
        open(LEAST);
        grow(900, random);
        open(Retention.ARCHIVE);
        assertThat(chain.putBelow(0, chain.keptFrom(), new WriteBatch())).isTrue();
        assertThat(chain.keptFrom()).isZero();
        try (ChainView view = chain.view()) {
            assertThat(view.lowest()).isPositive();
            for (long height = view.lowest(); height < view.lowest() + 50; height++) {
                StateReads state = view.stateAt(height);
                for (HashedKey key : keys) {
                    assertThat(state.get(key))
                            .as("after block %d", height)
                            .isEqualTo(states.get((int) height).get(key));
                }
            }
        }
    }

    @Test
    void nodeThatStopsKeepingRemovesAllAndLaterBeginsAnew() {
        Random random = new Random(3);
        open(Retention.ARCHIVE);
        grow(100, random);
        assertThat(rows()).isPositive();
        open(Retention.ALL_BLOCKS);
        assertKeptFrom(chain.head().height(), 0, random);
        open(Retention.ARCHIVE);
        assertKeptFrom(0, 5, random); // nothing was written meanwhile
        open(Retention.ALL_BLOCKS);
        grow(102, random);
        open(Retention.ARCHIVE);
        long begin = chain.head().height(); // while some of the old rows are there
        assertKeptFrom(begin, 0, random);
        grow(150, random);
        assertKeptFrom(begin, 10, random);
        open(Retention.ALL_BLOCKS);
        grow(220, random);
        assertThat(rows()).isZero();
        assertThat(chain.removedBytes()).isPositive();
        assertKeptFrom(chain.head().height(), 0, random);
    }

    @Test
    void storeFromBeforeOldStateWasKeptBeginsWithItsLastBlock() {
        Random random = new Random(4);
        open(Retention.ALL_BLOCKS);
        grow(60, random);
        assertThat(store.get(Column.META, OldStateExtent.KEY)).isNull();
        assertThat(rows()).isZero();
        open(Retention.ARCHIVE);
        long begin = chain.head().height();
        assertKeptFrom(begin, 0, random);
        grow(100, random);
        assertKeptFrom(begin, 20, random);
    }

    @Test
    void rowsThatAreMissingOrAnothersAreFound() {
        open(Retention.ARCHIVE);
        grow(30, new Random(5));
        List<byte[]> rows = new ArrayList<>();
        store.scan(Column.OLD_STATE, new byte[0], null, (key, value) -> rows.add(key));
        byte[] one = rows.get(7);
        store.commit(new WriteBatch().delete(Column.OLD_STATE, one));
        assertThat(StoreVerifier.full(store, GENESIS).clean()).isFalse();
        store.commit(new WriteBatch().put(Column.OLD_STATE, one, OldValues.value(Bytes.wrap(new byte[100]))));
        assertThat(StoreVerifier.full(store, GENESIS).clean()).isFalse();
    }

    @Test
    void storeIsSoundAgainOnceDamagedRowsWereRemovedWithAllOthers() {
        Random random = new Random(7);
        open(Retention.ARCHIVE);
        grow(30, random);
        byte[][] one = new byte[1][];
        store.scan(Column.OLD_STATE, new byte[0], null, (key, value) -> {
            one[0] = key;
            return false;
        });
        store.commit(new WriteBatch().delete(Column.OLD_STATE, one[0]));
        open(Retention.ALL_BLOCKS);
        grow(60, random);
        assertKeptFrom(chain.head().height(), 0, random);
        open(Retention.ARCHIVE);
        long begin = chain.head().height();
        grow(90, random);
        assertKeptFrom(begin, 5, random);
    }

    @Test
    void rowOfAStrangeLengthIsFound() {
        open(Retention.ARCHIVE);
        grow(30, new Random(6));
        store.commit(new WriteBatch().put(Column.OLD_STATE, new byte[] {1, 2, 3}, new byte[] {0}));
        assertThat(StoreVerifier.full(store, GENESIS).clean()).isFalse();
    }

    @Test
    void damagedRowThatIsTooOldStopsNothingAndIsWentAround() {
        Random random = new Random(7);
        open(LEAST);
        grow(200, random);
        List<byte[]> rows = medium.keys(Column.OLD_STATE);
        byte[] damaged = rows.get(rows.size() / 2);
        medium.makeUnreadable(Column.OLD_STATE, damaged);
        grow(1_200, random);
        long old = chain.head().height() - 2 * Retention.LEAST_BLOCKS - 50; // two retentions at most, and a round
        assertThat(medium.keys(Column.OLD_STATE)).anyMatch(row -> Arrays.equals(row, damaged));
        assertThat(medium.keys(Column.OLD_STATE))
                .filteredOn(row -> OldValues.heightIn(row) < old)
                .allMatch(row -> row[0] == damaged[0] && row[1] >> 4 == damaged[1] >> 4);
    }
}
