package org.tallystick.spi.storage;

import java.util.List;

/**
 * The durable memory of a validator's own votes, on a path of its own so that writing a block never delays a vote. The
 * methods are called by one thread at a time, and may block.
 */
public interface VoteJournal {
    /**
     * One record.
     *
     * @param position says how old the record is: an engine's positions never decrease by more than it keeps
     * @param data the record, 1 byte to {@link #MAX_RECORD} bytes; not to be written to afterwards
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Entry(long position, byte[] data) {}

    /** The most bytes in one record. */
    int MAX_RECORD = 40 << 20;

    /**
     * Every record that was appended and not discarded, in the order of appending. A record that was being written when
     * the machine stopped, and so was never reported durable, is dropped together with all that follows it.
     *
     * @throws StorageException of kind CORRUPT when a record that must have been durable is damaged
     */
    List<Entry> replay();

    /**
     * Appends records in order. When this returns they survive a crash of the process and of the machine.
     *
     * @throws StorageException of kind IO or CLOSED; the journal then refuses everything until it is opened again
     */
    void append(List<Entry> entries);

    /**
     * Allows the journal to forget records whose position is below {@code position}; it may keep some of them. The last
     * record appended is never forgotten, so a journal that was once written to is never empty again.
     */
    void discardBelow(long position);
}
