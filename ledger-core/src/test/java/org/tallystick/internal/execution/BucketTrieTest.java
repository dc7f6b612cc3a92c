package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.KeyProofs;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.store.InMemoryStorage;

class BucketTrieTest {
    private static final long FORKING_SEEDS = 30;
    private static final Hash CHAIN = Hash.of(new byte[32]);

    private final InMemoryStorage medium = new InMemoryStorage();
    private LedgerStore store = medium.open(CHAIN, 1);

    @AfterEach
    void close() {
        store.close();
    }

    /** Many keys share their first bytes, some all but the last bits. */
    private static Hash key(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        int shared = random.nextInt(4) == 0 ? random.nextInt(32) : random.nextInt(2);
        Arrays.fill(bytes, 0, shared, (byte) (random.nextInt(2) * 255));
        return Hash.of(bytes);
    }

    private static List<StateTree.Change> changes(Random random, Map<Hash, Hash> content, int count) {
        List<Hash> known = new ArrayList<>(content.keySet());
        TreeMap<Hash, StateTree.Change> changes = new TreeMap<>();
        int kind = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Hash key = known.isEmpty() || kind == 0 || random.nextInt(3) == 0
                    ? key(random)
                    : known.get(random.nextInt(known.size()));
            boolean remove = kind == 2 || random.nextInt(8) == 0;
            changes.put(key, new StateTree.Change(key, remove ? null : key(random)));
        }
        changes.values().forEach(change -> apply(content, change));
        return List.copyOf(changes.values());
    }

    private static void apply(Map<Hash, Hash> content, StateTree.Change change) {
        if (change.valueHash() == null) {
            content.remove(change.key());
        } else {
            content.put(change.key(), change.valueHash());
        }
    }

    private static void store(StateTree tree, StateTree stored, LedgerStore store) {
        WriteBatch batch = new WriteBatch();
        StateTree.Stored done = tree.store(stored, batch);
        store.commit(batch);
        done.committed();
    }

    @Test
    void rootsAndProofsAreThoseOfThePlainTrieWhateverIsStoredReopenedGivenUpOrDropped() {
        for (long seed = 0; seed < 40; seed++) {
            close();
            medium.wipe();
            store = medium.open(CHAIN, 1);
            Random random = new Random(seed);
            long cache = random.nextInt(3) == 0 ? 0 : random.nextInt(20_000);
            TreeMap<Hash, Hash> content = new TreeMap<>();
            BinaryTrie model = BinaryTrie.EMPTY;
            Executor helper = helper(seed);
            StateTree tree = BucketTrie.open(store, cache, helper);
            StateTree stored = tree;
            for (int step = 0; step < 40; step++) {
                int count = random.nextInt(random.nextInt(10) == 0 ? 800 : 40);
                TreeMap<Hash, Hash> givenUp = new TreeMap<>(content);
                tree.with(changes(random, givenUp, count));
                List<StateTree.Change> changes = changes(random, content, count);
                tree = tree.with(changes);
                model = model.with(changes);
                assertThat(tree.root()).isEqualTo(model.root());
                if (random.nextInt(3) == 0) {
                    store(tree, stored, store);
                    stored = tree;
                    if (random.nextInt(4) == 0) {
                        tree = BucketTrie.open(store, cache, helper);
                        stored = tree;
                        assertThat(tree.root()).isEqualTo(model.root());
                    }
                }
                Hash key = content.isEmpty() || random.nextBoolean() ? key(random) : content.firstKey();
                assertThat(tree.prove(key, store)).isEqualTo(model.prove(key, null));
                assertThat(tree.lacks(key) && content.containsKey(key)).isFalse();
                assertThat(KeyProofs.root(tree.prove(key, store), key, Optional.ofNullable(content.get(key))))
                        .contains(tree.root());
            }
        }
    }

    /** One that works at once, one beside the caller, or one that never comes to it. */
    private static Executor helper(long seed) {
        return switch ((int) (seed % 3)) {
            case 0 -> Runnable::run;
            case 1 -> ForkJoinPool.commonPool();
            default -> task -> {};
        };
    }

    /** A version with what it should be, and the one that it was made from. */
    private record Fork(BucketTrie tree, BinaryTrie model, TreeMap<Hash, Hash> content, Fork parent) {
        boolean descendsFrom(Fork other) {
            Fork at = this;
            while (at != null && at != other) {
                at = at.parent;
            }
            return at != null;
        }
    }

    /** Blocks fork, are given up, and become final several at once; whichever is built on has the root of its content. */
    @Test
    void everyForkHasTheRootOfThePlainTrieWhicheverBecomesFinal() {
        for (long seed = 0; seed < FORKING_SEEDS; seed++) {
            close();
            medium.wipe();
            store = medium.open(CHAIN, 1);
            Random random = new Random(seed);
            BucketTrie first = BucketTrie.open(store, random.nextInt(20_000), helper(seed));
            Fork stored = new Fork(first, BinaryTrie.EMPTY, new TreeMap<>(), null);
            List<Fork> open = new ArrayList<>(List.of(stored));
            for (int step = 0; step < 120; step++) {
                Fork parent = open.get(random.nextInt(open.size()));
                TreeMap<Hash, Hash> content = new TreeMap<>(parent.content);
                List<StateTree.Change> changes =
                        changes(random, content, random.nextInt(random.nextInt(12) == 0 ? 600 : 24));
                Fork child = new Fork(parent.tree.with(changes), parent.model.with(changes), content, parent);
                assertThat(child.tree.root()).isEqualTo(child.model.root());
                open.add(child);
                Fork asked = open.get(random.nextInt(open.size()));
                Hash key = key(random);
                assertThat(asked.tree.prove(key, store)).isEqualTo(asked.model.prove(key, null));
                if (random.nextInt(6) == 0) {
                    Fork last = open.get(random.nextInt(open.size()));
                    store(last.tree, stored.tree, store);
                    open.removeIf(each -> !each.descendsFrom(last));
                    stored = last;
                    assertThat(BucketTrie.open(store, 0).root()).isEqualTo(last.model.root());
                }
            }
        }
    }

    @Test
    void keyIsKnownToBeAbsentWithoutTheStoreIfItsPlaceIsInMemory() {
        Random random = new Random(3);
        TreeMap<Hash, Hash> content = new TreeMap<>();
        StateTree tree = BucketTrie.open(store, 1 << 20).with(changes(random, content, 300));
        for (int i = 0; i < 200; i++) {
            Hash key = key(random);
            assertThat(tree.lacks(key)).isNotEqualTo(content.containsKey(key));
        }
        content.keySet().forEach(key -> assertThat(tree.lacks(key)).isFalse());
        assertThat(BucketTrie.inMemory().lacks(key(random))).isTrue();
    }

    @Test
    void storedRowsAreThoseOfOneStateWhateverTheHistory() {
        Random random = new Random(7);
        TreeMap<Hash, Hash> content = new TreeMap<>();
        StateTree tree = BucketTrie.open(store, 1 << 20);
        for (int step = 0; step < 100; step++) {
            StateTree next = tree.with(changes(random, content, 60));
            store(next, tree, store);
            tree = next;
        }
        TreeMap<Hash, Hash> leaves = new TreeMap<>();
        store.scan(Column.LEAVES, new byte[0], null, (key, value) -> {
            leaves.put(Hash.of(key), Hash.of(value));
            return true;
        });
        assertThat(leaves).isEqualTo(content);
        List<StateTree.Change> removals = content.keySet().stream()
                .map(key -> new StateTree.Change(key, null))
                .toList();
        store(tree.with(removals), tree, store);
        for (Column column : new Column[] {Column.LEAVES, Column.BUCKETS}) {
            store.scan(column, new byte[0], null, (key, value) -> {
                throw new AssertionError("left behind in " + column);
            });
        }
        assertThat(BucketTrie.open(store, 0).root()).isEqualTo(Hash.ZERO);
    }

    /** A block that is fetched while it is being agreed on is executed twice; its child was made from one of the two. */
    @Test
    void versionMadeFromATwinOfTheStoredOneIsStored() {
        Random random = new Random(11);
        TreeMap<Hash, Hash> content = new TreeMap<>();
        StateTree stored = BucketTrie.open(store, 1 << 20);
        for (int step = 0; step < 50; step++) {
            List<StateTree.Change> changes = changes(random, content, 40);
            StateTree one = stored.with(changes);
            StateTree twin = stored.with(changes);
            StateTree child = twin.with(changes(random, content, 40));
            store(one, stored, store);
            store(child, one, store);
            stored = child;
            assertThat(BucketTrie.open(store, 0).root()).isEqualTo(child.root());
        }
    }

    @Test
    void earlierVersionIsProvenFromItsSnapshotAfterLaterOnesWereStored() {
        Random random = new Random(8);
        TreeMap<Hash, Hash> content = new TreeMap<>();
        StateTree first = BucketTrie.open(store, 1 << 20);
        StateTree then = first.with(changes(random, content, 300));
        store(then, first, store);
        TreeMap<Hash, Hash> before = new TreeMap<>(content);
        try (LedgerStore.Snapshot snapshot = store.snapshot()) {
            StateTree now = then;
            for (int i = 0; i < 10; i++) {
                StateTree next = now.with(changes(random, content, 100));
                store(next, now, store);
                now = next;
            }
            before.forEach(
                    (key, value) -> assertThat(KeyProofs.root(then.prove(key, snapshot), key, Optional.of(value)))
                            .contains(then.root()));
        }
    }

    @Test
    void changedLeafInTheStoreIsCorruption() {
        Random random = new Random(9);
        TreeMap<Hash, Hash> content = new TreeMap<>();
        StateTree first = BucketTrie.open(store, 0);
        StateTree tree = first.with(changes(random, content, 500));
        store(tree, first, store);
        Hash key = content.firstKey();
        StateTree.Change change = new StateTree.Change(key, key);
        WriteBatch[] damages = {
            new WriteBatch().put(Column.LEAVES, key.toArray(), new byte[32]),
            new WriteBatch().delete(Column.LEAVES, key.toArray()),
            new WriteBatch().put(Column.LEAVES, new byte[32], new byte[32]),
        };
        for (WriteBatch damage : damages) {
            store.commit(damage);
            assertThatThrownBy(() -> tree.with(List.of(change)))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
            store.commit(new WriteBatch()
                    .delete(Column.LEAVES, new byte[32])
                    .put(Column.LEAVES, key.toArray(), content.get(key).toArray()));
        }
        assertThat(tree.with(List.of(change)).root()).isNotEqualTo(tree.root());
    }

    @Test
    void treeThatWasNotMadeFromTheStoredOneIsNotStored() {
        Random random = new Random(12);
        StateTree stored = BucketTrie.open(store, 0).with(changes(random, new TreeMap<>(), 10));
        StateTree other = BucketTrie.open(store, 0).with(changes(random, new TreeMap<>(), 10));
        assertThatThrownBy(() -> other.store(stored, new WriteBatch())).isInstanceOf(IllegalArgumentException.class);
    }
}
