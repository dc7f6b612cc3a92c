package org.tallystick.spi.storage;

import java.util.List;

/**
 * The durable memory of a validator's own votes, on a path of its own so that writing a block never delays a vote. The
 * methods are called by one thread at a time, and may block; only closing the store may happen beside them.
 */
public interface VoteJournal {
    /**
     * One record.
     *
     * @param position says how old the record is, for {@link #discardBelow}. Positions grow in the long run; they need
     *     not grow from one record to the next
     * @param data the record, 1 byte to {@link #MAX_RECORD} bytes; not to be written to afterwards
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Entry(long position, byte[] data) {
        /** Checks the size. */
        public Entry {
            if (data.length == 0 || data.length > MAX_RECORD) {
                throw new IllegalArgumentException(
                        "a journal record has 1 to " + MAX_RECORD + " bytes, not " + data.length);
            }
        }
    }

    /** The most bytes in one record. */
    int MAX_RECORD = 40 << 20;

    /**
     * Every record that was appended and not discarded, in the order of appending. A record that was being written when
     * the machine stopped, and so was never reported durable, is dropped together with all that follows it; what this
     * returns is durable. Records that were discarded shortly before a crash may be there again. The arrays are the
     * caller's own.
     *
     * @throws StorageException of kind CORRUPT when a record that must have been durable is damaged or missing, or of
     *     kind IO or CLOSED
     */
    List<Entry> replay();

    /**
     * Appends records in order; none does nothing. When this returns they survive a crash of the process and of the
     * machine. When it throws, {@link #replay} after opening again shows the first few of them, perhaps none or all,
     * and never one without those before it.
     *
     * @throws StorageException of kind IO, CORRUPT or CLOSED; after IO or CORRUPT the journal refuses everything with
     *     kind IO until the store is opened again
     */
    void append(List<Entry> entries);

    /**
     * Allows the journal to forget records whose position is below {@code position}. It forgets from the oldest on,
     * stops at the first that is not below, and may keep more, to forget them at a later call. The last record appended
     * is never forgotten, so a journal that was once written to is never empty again.
     *
     * @throws StorageException as {@link #append} does
     */
    void discardBelow(long position);
}
