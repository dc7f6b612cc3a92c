package org.tallystick.testkit.store;

import java.util.List;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Decides what goes wrong in an {@link InMemoryStorage}. Asked on the thread that uses the store, with the store's lock
 * held, so it must not call back into the store. Every default is that all goes well.
 */
public interface StorageFaults {
    /** Nothing goes wrong. */
    StorageFaults NONE = new StorageFaults() {};

    /** What becomes of one commit. */
    enum Commit {
        /** It is applied. */
        APPLIED,
        /** It throws, and the medium holds nothing of it. */
        FAILS_LOST,
        /** It throws, and yet it is there after opening again. */
        FAILS_KEPT
    }

    /** What becomes of one append. */
    sealed interface Append {
        /** It is durable. */
        record Durable() implements Append {}

        /**
         * It throws.
         *
         * @param kept how many of its leading records are there after opening again; the rest is torn off
         */
        record Fails(int kept) implements Append {}
    }

    /** Judges a commit before it happens. */
    default Commit onCommit(WriteBatch batch) {
        return Commit.APPLIED;
    }

    /** Whether the medium takes no writes, as {@link org.tallystick.spi.storage.Storage#probe} finds. */
    default boolean onProbe() {
        return false;
    }

    /** Judges an append before it happens. */
    default Append onAppend(List<VoteJournal.Entry> entries) {
        return new Append.Durable();
    }

    /**
     * For a disk that lies about having synced: how many of the newest journal records a crash takes away.
     *
     * @param sinceOpen how many were appended since the store was opened, and so at most can be taken away
     */
    default int journalRecordsLostInCrash(int sinceOpen) {
        return 0;
    }
}
