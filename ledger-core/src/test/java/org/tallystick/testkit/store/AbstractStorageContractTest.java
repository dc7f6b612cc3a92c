package org.tallystick.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * What every {@link Storage} must do; a plug-in extends it. The journal has a contract test of its own,
 * {@link AbstractVoteJournalContractTest}.
 */
public abstract class AbstractStorageContractTest {
    private static final Hash CHAIN = Hash.fromHex("c1".repeat(32));
    private static final Hash OTHER_CHAIN = Hash.fromHex("c2".repeat(32));
    private static final int SCHEMA = 7;

    private Storage storage;
    private LedgerStore store;

    /** A storage on a place where nothing is yet. Called once a test; the test closes what it opens on it. */
    protected abstract Storage newStorage() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        storage = newStorage();
        store = storage.open(CHAIN, SCHEMA);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = storage.open(CHAIN, SCHEMA);
    }

    @Test
    void a_new_store_is_empty_in_every_column() {
        for (Column column : Column.values()) {
            assertThat(keys(store, column, "", null)).isEmpty();
        }
        assertThat(store.journal().replay()).isEmpty();
    }

    @Test
    void a_committed_value_is_found_in_its_column_only() {
        store.commit(new WriteBatch().put(Column.STATE, key("a"), key("1")));
        assertThat(store.get(Column.STATE, key("a"))).isEqualTo(key("1"));
        assertThat(store.get(Column.META, key("a"))).isNull();
        assertThat(store.get(Column.STATE, key("b"))).isNull();
    }

    @Test
    void an_empty_value_is_not_the_same_as_none() {
        store.commit(new WriteBatch().put(Column.STATE, key("a"), new byte[0]));
        assertThat(store.get(Column.STATE, key("a"))).isNotNull().isEmpty();
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
    }

    @Test
    void a_later_commit_overwrites_and_deletes() {
        store.commit(new WriteBatch().put(Column.STATE, key("a"), key("1")).put(Column.STATE, key("b"), key("1")));
        store.commit(new WriteBatch().put(Column.STATE, key("a"), key("2")).delete(Column.STATE, key("b")));
        assertThat(store.get(Column.STATE, key("a"))).isEqualTo(key("2"));
        assertThat(store.get(Column.STATE, key("b"))).isNull();
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
    }

    @Test
    void several_ranges_are_visited_each_with_its_index() {
        for (String name : List.of("a", "b", "ba", "c", "d")) {
            store.commit(new WriteBatch().put(Column.STATE, key(name), key("v" + name)));
        }
        List<StoreReader.Range> ranges = List.of(
                new StoreReader.Range(key("a"), key("b")),
                new StoreReader.Range(key("b"), key("c")),
                new StoreReader.Range(key("bb"), key("bc")),
                new StoreReader.Range(key("c"), null),
                new StoreReader.Range(key("a"), key("aa")));
        try (LedgerStore.Snapshot snapshot = store.snapshot()) {
            store.commit(new WriteBatch().delete(Column.STATE, key("ba")));
            List<String> found = new ArrayList<>();
            snapshot.scanAll(Column.STATE, ranges, (index, key, value) -> found.add(index + text(key) + text(value)));
            assertThat(found).containsExactly("0ava", "1bvb", "1bavba", "3cvc", "3dvd", "4ava");
            found.clear();
            store.scanAll(Column.STATE, ranges, (index, key, value) -> found.add(index + text(key) + text(value)));
            assertThat(found).containsExactly("0ava", "1bvb", "3cvc", "3dvd", "4ava");
        }
    }

    @Test
    void deleting_what_is_not_there_does_nothing() {
        store.commit(new WriteBatch().delete(Column.STATE, key("a")));
        assertThat(store.get(Column.STATE, key("a"))).isNull();
    }

    @Test
    void the_last_change_of_a_key_in_a_batch_wins() {
        store.commit(new WriteBatch()
                .put(Column.STATE, key("a"), key("1"))
                .put(Column.STATE, key("a"), key("2"))
                .put(Column.STATE, key("b"), key("1"))
                .delete(Column.STATE, key("b"))
                .delete(Column.STATE, key("c"))
                .put(Column.STATE, key("c"), key("3")));
        assertThat(store.get(Column.STATE, key("a"))).isEqualTo(key("2"));
        assertThat(store.get(Column.STATE, key("b"))).isNull();
        assertThat(store.get(Column.STATE, key("c"))).isEqualTo(key("3"));
    }

    @Test
    void an_empty_batch_is_accepted() {
        store.commit(new WriteBatch());
        assertThat(keys(store, Column.STATE, "", null)).isEmpty();
    }

    @Test
    void arrays_of_a_batch_may_be_written_to_after_the_commit() {
        byte[] key = key("a");
        byte[] value = key("1");
        store.commit(new WriteBatch().put(Column.STATE, key, value));
        key[0] = 'x';
        value[0] = 'x';
        assertThat(store.get(Column.STATE, key("a"))).isEqualTo(key("1"));
    }

    @Test
    void arrays_handed_out_belong_to_the_caller() {
        store.commit(new WriteBatch().put(Column.STATE, key("a"), key("1")));
        store.get(Column.STATE, key("a"))[0] = 'x';
        store.scan(Column.STATE, new byte[0], null, (key, value) -> {
            key[0] = 'x';
            value[0] = 'x';
            return true;
        });
        assertThat(store.get(Column.STATE, key("a"))).isEqualTo(key("1"));
    }

    @Test
    void a_batch_may_be_committed_again() {
        WriteBatch batch = new WriteBatch().put(Column.STATE, key("a"), key("1"));
        store.commit(batch);
        store.commit(new WriteBatch().delete(Column.STATE, key("a")));
        store.commit(batch.put(Column.STATE, key("b"), key("2")));
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a", "b");
    }

    @Test
    void a_scan_goes_from_inclusive_to_exclusive() {
        putAll("a", "b", "c", "d");
        assertThat(keys(store, Column.STATE, "b", "d")).containsExactly("b", "c");
        assertThat(keys(store, Column.STATE, "bb", "cc")).containsExactly("c");
        assertThat(keys(store, Column.STATE, "b", null)).containsExactly("b", "c", "d");
        assertThat(keys(store, Column.STATE, "", "b")).containsExactly("a");
        assertThat(keys(store, Column.STATE, "b", "b")).isEmpty();
        assertThat(keys(store, Column.STATE, "d", "a")).isEmpty();
        assertThat(keys(store, Column.STATE, "e", null)).isEmpty();
    }

    @Test
    void a_scan_ends_when_the_visitor_has_seen_enough() {
        putAll("a", "b", "c", "d");
        List<String> seen = new ArrayList<>();
        store.scan(Column.STATE, new byte[0], null, (key, value) -> {
            seen.add(text(key));
            return seen.size() < 2;
        });
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void a_scan_orders_keys_as_unsigned_bytes_with_prefixes_first() {
        List<String> expected = List.of("00", "0000", "01", "7f", "7fff", "80", "8000", "ff", "ffff");
        WriteBatch batch = new WriteBatch();
        for (int i = expected.size() - 1; i >= 0; i--) {
            batch.put(Column.STATE, HexFormat.of().parseHex(expected.get(i)), key("1"));
        }
        store.commit(batch);
        List<String> seen = new ArrayList<>();
        store.scan(
                Column.STATE,
                new byte[0],
                null,
                (key, value) -> seen.add(HexFormat.of().formatHex(key)));
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void a_scan_shows_one_view_even_when_its_visitor_commits() {
        putAll("a", "b", "c");
        List<String> seen = new ArrayList<>();
        store.scan(Column.STATE, new byte[0], null, (key, value) -> {
            store.commit(new WriteBatch()
                    .put(Column.STATE, key("bb"), key("new"))
                    .put(Column.STATE, key("d"), key("new"))
                    .delete(Column.STATE, key("c")));
            return seen.add(text(key));
        });
        assertThat(seen).containsExactly("a", "b", "c");
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a", "b", "bb", "d");
    }

    @Test
    void what_a_visitor_throws_reaches_the_caller_and_harms_nothing() {
        putAll("a");
        IllegalStateException thrown = new IllegalStateException("enough");
        assertThatThrownBy(() -> store.scan(Column.STATE, new byte[0], null, (key, value) -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
    }

    @Test
    void a_snapshot_does_not_see_later_commits() {
        putAll("a", "b");
        try (LedgerStore.Snapshot snapshot = store.snapshot()) {
            store.commit(new WriteBatch()
                    .put(Column.STATE, key("a"), key("new"))
                    .delete(Column.STATE, key("b"))
                    .put(Column.STATE, key("c"), key("new")));
            assertThat(snapshot.get(Column.STATE, key("a"))).isEqualTo(key("a"));
            assertThat(snapshot.get(Column.STATE, key("b"))).isEqualTo(key("b"));
            assertThat(snapshot.get(Column.STATE, key("c"))).isNull();
            assertThat(keys(snapshot, Column.STATE, "", null)).containsExactly("a", "b");
            assertThat(keys(store, Column.STATE, "", null)).containsExactly("a", "c");
        }
        assertThat(store.get(Column.STATE, key("a"))).isEqualTo(key("new"));
    }

    @Test
    void snapshots_of_several_moments_stand_beside_each_other() {
        List<LedgerStore.Snapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            WriteBatch batch = new WriteBatch().put(Column.STATE, key("a"), key("v" + i));
            store.commit(i == 3 ? new WriteBatch().delete(Column.STATE, key("a")) : batch);
            snapshots.add(store.snapshot());
        }
        snapshots.remove(1).close();
        store.commit(new WriteBatch().put(Column.STATE, key("a"), key("last")));
        List<String> seen = new ArrayList<>();
        snapshots.forEach(snapshot -> seen.add(text(snapshot.get(Column.STATE, key("a")))));
        assertThat(seen).containsExactly("v0", "v2", null, "v4");
        snapshots.forEach(LedgerStore.Snapshot::close);
        assertThat(text(store.get(Column.STATE, key("a")))).isEqualTo("last");
    }

    @Test
    void what_was_committed_is_there_after_opening_again() {
        putAll("a", "b");
        store.commit(new WriteBatch().delete(Column.STATE, key("b")).put(Column.META, key("head"), key("1")));
        reopen();
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
        assertThat(store.get(Column.META, key("head"))).isEqualTo(key("1"));
    }

    @Test
    void another_chain_is_refused_with_both_names() {
        putAll("a");
        store.close();
        assertThatThrownBy(() -> storage.open(OTHER_CHAIN, SCHEMA))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        thrown -> assertThat(thrown.kind()).isEqualTo(StorageException.Kind.WRONG_CHAIN))
                .hasMessageContaining(CHAIN.toHex())
                .hasMessageContaining(OTHER_CHAIN.toHex());
        reopen();
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
    }

    @Test
    void another_schema_is_refused_with_both_versions() {
        putAll("a");
        store.close();
        for (int other : new int[] {SCHEMA - 1, SCHEMA + 1000}) {
            assertThatThrownBy(() -> storage.open(CHAIN, other))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            thrown -> assertThat(thrown.kind()).isEqualTo(StorageException.Kind.WRONG_SCHEMA))
                    .hasMessageContaining(" " + SCHEMA)
                    .hasMessageContaining(" " + other);
        }
        reopen();
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
    }

    @Test
    void a_place_that_is_open_is_locked_and_the_open_store_goes_on() {
        assertKind(StorageException.Kind.LOCKED, () -> storage.open(CHAIN, SCHEMA));
        assertKind(StorageException.Kind.LOCKED, () -> storage.open(CHAIN, SCHEMA));
        putAll("a");
        reopen();
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
    }

    @Test
    void closing_is_idempotent_and_everything_else_is_refused_afterwards() {
        LedgerStore.Snapshot snapshot = store.snapshot();
        store.close();
        store.close();
        assertClosed(() -> store.get(Column.STATE, key("a")));
        assertClosed(() -> store.scan(Column.STATE, new byte[0], null, (key, value) -> true));
        assertClosed(() -> store.commit(new WriteBatch().put(Column.STATE, key("a"), key("1"))));
        assertClosed(() -> store.snapshot());
        assertClosed(() -> store.journal());
        assertClosed(() -> store.sizeInBytes());
        assertClosed(() -> snapshot.get(Column.STATE, key("a")));
        assertClosed(() -> snapshot.scan(Column.STATE, new byte[0], null, (key, value) -> true));
        snapshot.close();
    }

    @Test
    void a_snapshot_closes_by_itself() {
        LedgerStore.Snapshot snapshot = store.snapshot();
        snapshot.close();
        snapshot.close();
        assertClosed(() -> snapshot.get(Column.STATE, key("a")));
        assertClosed(() -> snapshot.scan(Column.STATE, new byte[0], null, (key, value) -> true));
        putAll("a");
        assertThat(keys(store, Column.STATE, "", null)).containsExactly("a");
    }

    @Test
    void the_size_grows_with_what_is_kept() {
        long before = store.sizeInBytes();
        byte[] value = new byte[1 << 20];
        new Random(1).nextBytes(value);
        store.commit(new WriteBatch().put(Column.BODIES, key("a"), value));
        assertThat(store.sizeInBytes()).isBetween(before + value.length, before + 64L * value.length);
    }

    @Test
    void a_value_of_many_megabytes_is_kept() {
        byte[] value = new byte[24 << 20];
        new Random(2).nextBytes(value);
        store.commit(new WriteBatch().put(Column.BODIES, key("big"), value));
        reopen();
        assertThat(store.get(Column.BODIES, key("big"))).isEqualTo(value);
    }

    @Test
    void random_changes_give_what_a_sorted_map_gives() {
        Random random = new Random(3);
        java.util.TreeMap<String, String> model = new java.util.TreeMap<>();
        for (int commit = 0; commit < 60; commit++) {
            WriteBatch batch = new WriteBatch();
            for (int i = random.nextInt(20); i > 0; i--) {
                String key = "k" + random.nextInt(50);
                if (random.nextInt(3) == 0) {
                    batch.delete(Column.STATE, key(key));
                    model.remove(key);
                } else {
                    String value = "v" + random.nextInt();
                    batch.put(Column.STATE, key(key), key(value));
                    model.put(key, value);
                }
            }
            store.commit(batch);
            if (commit % 20 == 19) {
                reopen();
            }
            assertThat(keys(store, Column.STATE, "", null)).isEqualTo(List.copyOf(model.keySet()));
        }
        model.forEach((key, value) ->
                assertThat(text(store.get(Column.STATE, key(key)))).isEqualTo(value));
    }

    @Test
    void readers_on_other_threads_see_whole_batches_only() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<Integer> reader = () -> {
                int rounds = 0;
                while (!done.get() || rounds == 0) {
                    try (LedgerStore.Snapshot snapshot = store.snapshot()) {
                        byte[] a = snapshot.get(Column.STATE, key("a"));
                        assertThat(snapshot.get(Column.META, key("z"))).isEqualTo(a);
                    }
                    List<String> values = new ArrayList<>();
                    store.scan(Column.STATE, key("a"), key("c"), (key, value) -> values.add(text(value)));
                    assertThat(values).hasSizeLessThanOrEqualTo(2);
                    assertThat(values.stream().distinct().count()).isLessThanOrEqualTo(1);
                    rounds++;
                }
                return rounds;
            };
            List<Future<Integer>> readers = List.of(threads.submit(reader), threads.submit(reader));
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    byte[] value = key("v" + i);
                    store.commit(new WriteBatch()
                            .put(Column.STATE, key("a"), value)
                            .put(Column.STATE, key("b"), value)
                            .put(Column.META, key("z"), value));
                }
            });
            writer.get();
            done.set(true);
            for (Future<Integer> running : readers) {
                assertThat(running.get()).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void closing_beside_readers_and_writers_gives_them_closed_and_nothing_worse() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 5; round++) {
                putAll("a", "b", "c");
                LedgerStore current = store;
                List<Future<StorageException.Kind>> running = List.of(
                        threads.submit(() -> untilRefused(() -> current.get(Column.STATE, key("a")))),
                        threads.submit(() -> untilRefused(() -> {
                            current.scan(Column.STATE, new byte[0], null, (key, value) -> true);
                            current.snapshot().close();
                        })),
                        threads.submit(() -> untilRefused(
                                () -> current.commit(new WriteBatch().put(Column.STATE, key("a"), key("b"))))));
                reopen();
                for (Future<StorageException.Kind> kind : running) {
                    assertThat(kind.get()).isEqualTo(StorageException.Kind.CLOSED);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static StorageException.Kind untilRefused(Runnable action) {
        while (true) {
            try {
                action.run();
            } catch (StorageException refused) {
                return refused.kind();
            }
        }
    }

    private void putAll(String... names) {
        WriteBatch batch = new WriteBatch();
        for (String name : names) {
            batch.put(Column.STATE, key(name), key(name));
        }
        store.commit(batch);
    }

    private static List<String> keys(StoreReader reader, Column column, String from, String to) {
        List<String> seen = new ArrayList<>();
        reader.scan(column, key(from), to == null ? null : key(to), (key, value) -> seen.add(text(key)));
        return seen;
    }

    private static void assertClosed(ThrowingCallable action) {
        assertKind(StorageException.Kind.CLOSED, action);
    }

    private static void assertKind(StorageException.Kind kind, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        thrown -> assertThat(thrown.kind()).isEqualTo(kind));
    }

    private static byte[] key(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
