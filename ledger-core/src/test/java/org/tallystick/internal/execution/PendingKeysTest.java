package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.testkit.Generators;

class PendingKeysTest {
    private static final int KEYS = 4_000;
    private static final BlockHeader HEADER = new Generators(1).header();

    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<HashedKey, Bytes> stored = new HashMap<>();
    private final BlockState first = new BlockState(
            HEADER,
            HeaderCodec.hash(HEADER),
            BucketTrie.inMemory(),
            MerkleFrontier.EMPTY,
            stored::get,
            new Outlook(new LedgerConfig(new Generators(2).validators(0, 4), Parameters.DEFAULT), 0),
            height -> Hash.ZERO);

    /** A block, and what its state must hold. */
    private record Expected(BlockState state, Map<HashedKey, Bytes> content) {}

    @Test
    void everyBlockReadsWhatItAndThoseBelowItChanged() {
        List<Expected> all = new ArrayList<>(List.of(new Expected(first, Map.of())));
        for (int i = 0; i < 60; i++) { // each on one of the last few, so they fork
            int parent = all.size() - 1 - random.nextInt(Math.min(3, all.size()));
            all.add(child(all.get(parent), random.nextInt(120)));
        }
        all.forEach(PendingKeysTest::requireAllRead);
    }

    @Test
    void blocksReadTheSameWhenThoseBelowThemAreStored() {
        Expected head = new Expected(first, Map.of());
        List<Expected> pending = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Expected next = child(pending.isEmpty() ? head : pending.get(pending.size() - 1), random.nextInt(40));
            pending.add(next);
            if (pending.size() > random.nextInt(20)) {
                head = pending.remove(0);
                head.state().changes().forEach((key, value) -> stored.compute(key, (same, old) -> value.orElse(null)));
                head.state().becameFinal();
            }
            requireAllRead(next);
        }
    }

    @Test
    void mostKeysThatNoBlockChangedAreKnownAsSuch() {
        Expected last = new Expected(first, Map.of());
        for (int i = 0; i < 30; i++) {
            last = child(last, 100);
        }
        int doubtful = 0;
        for (int i = KEYS; i < 2 * KEYS; i++) {
            doubtful += last.state().pendingKeys().mayHave(key(i).hash()) ? 1 : 0;
        }
        assertThat(doubtful).isLessThan(KEYS / 8);
        assertThat(first.pendingKeys().mayHave(key(0).hash())).isFalse();
    }

    private Expected child(Expected parent, int changed) {
        Map<HashedKey, Optional<Bytes>> changes = new HashMap<>();
        Map<HashedKey, Bytes> content = new HashMap<>(parent.content());
        for (int i = 0; i < changed; i++) {
            HashedKey key = key(random.nextInt(KEYS));
            Bytes value = random.nextInt(4) == 0 ? null : Bytes.wrap(new byte[] {(byte) random.nextInt()});
            changes.put(key, Optional.ofNullable(value));
            content.put(key, value);
        }
        BlockState state = new BlockState(
                parent.state(),
                HEADER,
                HeaderCodec.hash(HEADER),
                Bytes.EMPTY,
                List.of(),
                new BlockState.Executed(EncodedReceipts.NONE, changes, first.tree(), first.outlook()));
        return new Expected(state, content);
    }

    private static HashedKey key(int number) {
        return HashedKey.of(new StateKey("test", Bytes.utf8("key " + number)));
    }

    private static void requireAllRead(Expected expected) {
        for (int i = 0; i < KEYS; i += 7) {
            HashedKey key = key(i);
            assertThat(expected.state().get(key)).isEqualTo(expected.content().get(key));
        }
        expected.content()
                .forEach((key, value) -> assertThat(expected.state().get(key)).isEqualTo(value));
    }
}
