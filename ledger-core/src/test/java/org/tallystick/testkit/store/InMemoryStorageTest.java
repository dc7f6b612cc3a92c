package org.tallystick.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

class InMemoryStorageTest {
    private static final byte[] KEY = {1};
    private static final WriteBatch PUT = new WriteBatch().put(Column.STATE, KEY, new byte[] {2});

    @Nested
    class StoreContract extends AbstractStorageContractTest {
        @Override
        protected Storage newStorage() {
            return new InMemoryStorage();
        }
    }

    @Nested
    class JournalContract extends AbstractVoteJournalContractTest {
        @Override
        protected Storage newStorage() {
            return new InMemoryStorage();
        }
    }

    @Test
    void a_crash_ends_the_open_store_and_keeps_what_was_durable() {
        InMemoryStorage storage = new InMemoryStorage();
        LedgerStore before = storage.open(Hash.ZERO, 1);
        before.commit(PUT);
        before.journal().append(List.of(entry(1)));
        storage.crash();
        assertKind(StorageException.Kind.CLOSED, () -> before.get(Column.STATE, KEY));
        assertKind(StorageException.Kind.CLOSED, () -> before.commit(PUT));
        try (LedgerStore after = storage.open(Hash.ZERO, 1)) {
            before.close();
            assertThat(storage.isOpen()).isTrue();
            assertThat(after.get(Column.STATE, KEY)).isNotNull();
            assertThat(after.journal().replay()).hasSize(1);
        }
    }

    @Test
    void a_failed_commit_is_unseen_and_ends_committing_and_may_be_there_later() {
        for (StorageFaults.Commit fate : StorageFaults.Commit.values()) {
            InMemoryStorage storage = new InMemoryStorage();
            LedgerStore before = storage.open(Hash.ZERO, 1);
            storage.faults(commitFault(fate));
            if (fate != StorageFaults.Commit.APPLIED) {
                assertKind(StorageException.Kind.IO, () -> before.commit(PUT));
                storage.faults(StorageFaults.NONE);
                assertKind(StorageException.Kind.IO, () -> before.commit(PUT));
                assertThat(before.get(Column.STATE, KEY)).isNull();
            } else {
                before.commit(PUT);
            }
            storage.crash();
            try (LedgerStore after = storage.open(Hash.ZERO, 1)) {
                assertThat(after.get(Column.STATE, KEY) != null).isEqualTo(fate != StorageFaults.Commit.FAILS_LOST);
            }
        }
    }

    @Test
    void a_torn_append_keeps_its_first_records_and_ends_the_journal() {
        InMemoryStorage storage = new InMemoryStorage();
        LedgerStore before = storage.open(Hash.ZERO, 1);
        before.journal().append(List.of(entry(1)));
        storage.faults(appendFault(1));
        assertKind(StorageException.Kind.IO, () -> before.journal().append(List.of(entry(2), entry(3))));
        storage.faults(StorageFaults.NONE);
        assertKind(StorageException.Kind.IO, () -> before.journal().append(List.of(entry(4))));
        assertKind(StorageException.Kind.IO, () -> before.journal().replay());
        before.close();
        try (LedgerStore after = storage.open(Hash.ZERO, 1)) {
            assertThat(after.journal().replay())
                    .extracting(VoteJournal.Entry::position)
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void a_disk_that_lied_loses_the_newest_records_in_a_crash_but_none_from_before_opening() {
        InMemoryStorage storage = new InMemoryStorage();
        try (LedgerStore first = storage.open(Hash.ZERO, 1)) {
            first.journal().append(List.of(entry(1)));
        }
        storage.open(Hash.ZERO, 1).journal().append(List.of(entry(2), entry(3)));
        storage.faults(crashFault(9));
        storage.crash();
        try (LedgerStore after = storage.open(Hash.ZERO, 1)) {
            assertThat(after.journal().replay())
                    .extracting(VoteJournal.Entry::position)
                    .containsExactly(1L);
        }
    }

    @Test
    void the_journal_can_be_rolled_back_damaged_and_lost_while_closed() {
        InMemoryStorage storage = new InMemoryStorage();
        LedgerStore open = storage.open(Hash.ZERO, 1);
        open.journal().append(List.of(entry(1), entry(2), entry(3)));
        assertThatIllegalStateException().isThrownBy(() -> storage.rollBackJournal(1));
        open.close();
        storage.rollBackJournal(1);
        try (LedgerStore rolledBack = storage.open(Hash.ZERO, 1)) {
            assertThat(rolledBack.journal().replay()).hasSize(2);
        }
        storage.damageJournal();
        try (LedgerStore damaged = storage.open(Hash.ZERO, 1)) {
            assertKind(StorageException.Kind.CORRUPT, () -> damaged.journal().replay());
            assertKind(StorageException.Kind.IO, () -> damaged.journal().append(List.of(entry(9))));
        }
        storage.loseJournal();
        try (LedgerStore lost = storage.open(Hash.ZERO, 1)) {
            assertThat(lost.journal().replay()).isEmpty();
        }
    }

    @Test
    void a_copy_holds_what_was_there_and_goes_its_own_way() {
        InMemoryStorage storage = new InMemoryStorage();
        try (LedgerStore original = storage.open(Hash.ZERO, 1)) {
            original.commit(PUT);
            InMemoryStorage backup = storage.copy();
            original.commit(new WriteBatch().delete(Column.STATE, KEY));
            try (LedgerStore restored = backup.open(Hash.ZERO, 1)) {
                assertThat(restored.get(Column.STATE, KEY)).isNotNull();
            }
            assertThat(original.get(Column.STATE, KEY)).isNull();
        }
        storage.wipe();
        storage.open(Hash.fromHex("01".repeat(32)), 2).close();
    }

    private static VoteJournal.Entry entry(long position) {
        return new VoteJournal.Entry(position, new byte[] {(byte) position});
    }

    private static StorageFaults commitFault(StorageFaults.Commit fate) {
        return new StorageFaults() {
            @Override
            public Commit onCommit(WriteBatch batch) {
                return fate;
            }
        };
    }

    private static StorageFaults appendFault(int kept) {
        return new StorageFaults() {
            @Override
            public Append onAppend(List<VoteJournal.Entry> entries) {
                return new Append.Fails(kept);
            }
        };
    }

    private static StorageFaults crashFault(int lost) {
        return new StorageFaults() {
            @Override
            public int journalRecordsLostInCrash(int sinceOpen) {
                return lost;
            }
        };
    }

    private static void assertKind(
            StorageException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        thrown -> assertThat(thrown.kind()).isEqualTo(kind));
    }
}
