package org.tallystick.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;

/** What the {@link VoteJournal} of every {@link Storage} must do; a plug-in extends it. */
public abstract class AbstractVoteJournalContractTest {
    private static final Hash CHAIN = Hash.fromHex("c1".repeat(32));

    private Storage storage;
    private LedgerStore store;

    /** A storage on a place where nothing is yet. Called once a test; the test closes what it opens on it. */
    protected abstract Storage newStorage() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        storage = newStorage();
        store = storage.open(CHAIN, 1);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = storage.open(CHAIN, 1);
    }

    @Test
    void records_come_back_in_the_order_of_appending() {
        store.journal().append(List.of(entry(3, 1)));
        store.journal().append(List.of(entry(1, 2), entry(2, 3)));
        assertThat(positions()).containsExactly(3L, 1L, 2L);
        reopen();
        assertThat(positions()).containsExactly(3L, 1L, 2L);
        store.journal().append(List.of(entry(9, 1)));
        reopen();
        assertThat(positions()).containsExactly(3L, 1L, 2L, 9L);
    }

    @Test
    void records_come_back_byte_for_byte() {
        List<VoteJournal.Entry> written = new ArrayList<>();
        for (int size : new int[] {1, 2, 15, 16, 17, 255, 256, 511, 512, 513, 4096, 65_535, 65_536, 200_001}) {
            written.add(entry(size, size));
        }
        written.add(new VoteJournal.Entry(Long.MIN_VALUE, new byte[5000]));
        written.add(new VoteJournal.Entry(Long.MAX_VALUE, new byte[1]));
        written.forEach(entry -> store.journal().append(List.of(entry)));
        store.journal().append(written);
        List<VoteJournal.Entry> twice = new ArrayList<>(written);
        twice.addAll(written);
        assertSame(store.journal().replay(), twice);
        reopen();
        assertSame(store.journal().replay(), twice);
    }

    @Test
    void the_largest_record_is_kept_and_a_larger_one_cannot_be_made() {
        VoteJournal.Entry largest = entry(1, VoteJournal.MAX_RECORD);
        store.journal().append(List.of(entry(0, 10)));
        store.journal().append(List.of(largest, entry(2, 10)));
        reopen();
        assertSame(store.journal().replay(), List.of(entry(0, 10), largest, entry(2, 10)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VoteJournal.Entry(1, new byte[VoteJournal.MAX_RECORD + 1]));
        assertThatIllegalArgumentException().isThrownBy(() -> new VoteJournal.Entry(1, new byte[0]));
    }

    @Test
    void appending_nothing_leaves_the_journal_empty() {
        store.journal().append(List.of());
        assertThat(positions()).isEmpty();
        reopen();
        assertThat(positions()).isEmpty();
    }

    @Test
    void records_at_or_above_the_bound_are_never_discarded() {
        Random random = new Random(5);
        for (long position = 0; position < 400; position++) {
            store.journal().append(List.of(entry(position, 1 + random.nextInt(5000))));
            if (position % 10 == 9) {
                long bound = position - 20;
                store.journal().discardBelow(bound);
                assertKeepsAllFrom(bound, position);
            }
        }
        reopen();
        assertKeepsAllFrom(379, 399);
    }

    private void assertKeepsAllFrom(long bound, long last) {
        List<Long> kept = positions();
        assertThat(kept).isSorted().endsWith(last).doesNotHaveDuplicates();
        long first = Math.min(kept.get(0), Math.max(0, bound));
        assertThat(kept).hasSize((int) (last - first + 1));
    }

    @Test
    void the_last_record_is_never_discarded() {
        store.journal().append(List.of(entry(1, 300), entry(2, 300)));
        store.journal().discardBelow(Long.MAX_VALUE);
        assertThat(positions()).endsWith(2L);
        reopen();
        store.journal().discardBelow(Long.MAX_VALUE);
        assertThat(positions()).endsWith(2L);
    }

    @Test
    void discarding_from_an_empty_journal_does_nothing() {
        store.journal().discardBelow(10);
        assertThat(positions()).isEmpty();
    }

    @Test
    void the_journal_and_the_arrays_it_returns_share_nothing() {
        store.journal().append(List.of(entry(1, 8)));
        store.journal().replay().get(0).data()[0] ^= 1;
        assertSame(store.journal().replay(), List.of(entry(1, 8)));
    }

    @Test
    void there_is_one_journal_and_it_closes_with_the_store() {
        VoteJournal journal = store.journal();
        assertThat(store.journal()).isSameAs(journal);
        store.close();
        assertClosed(journal::replay);
        assertClosed(() -> journal.append(List.of(entry(1, 1))));
        assertClosed(() -> journal.discardBelow(1));
    }

    private static void assertClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        thrown -> assertThat(thrown.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    private static void assertSame(List<VoteJournal.Entry> actual, List<VoteJournal.Entry> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).position()).isEqualTo(expected.get(i).position());
            assertThat(java.util.Arrays.equals(
                            actual.get(i).data(), expected.get(i).data()))
                    .as("data of record " + i)
                    .isTrue();
        }
    }

    private List<Long> positions() {
        return store.journal().replay().stream()
                .map(VoteJournal.Entry::position)
                .toList();
    }

    /** A record with content that depends on its position and size only. */
    protected static VoteJournal.Entry entry(long position, int size) {
        byte[] data = new byte[size];
        new Random(position * 31 + size).nextBytes(data);
        return new VoteJournal.Entry(position, data);
    }

    /** The content of a record, for messages. */
    protected static String hex(VoteJournal.Entry entry) {
        return HexFormat.of().formatHex(entry.data());
    }
}
