package org.tallystick.spi.storage;

import java.util.List;

/**
 * Reads a ledger store. May block; may be called from any thread. Arrays handed in are not kept, arrays handed out are
 * the caller's own.
 */
public interface StoreReader {
    /**
     * The value of a key, or null when there is none. A value may have no bytes, which is not the same as none.
     *
     * @throws StorageException of kind IO, CORRUPT or CLOSED
     */
    byte[] get(Column column, byte[] key);

    /**
     * Visits the keys from {@code from} (inclusive; empty means from the first) to {@code to} (exclusive; null means to
     * the last) in ascending order of unsigned bytes, a key before those that it is a prefix of, until the visitor
     * returns false. Shows one consistent view, the one at the time of the call, even when the visitor itself commits
     * to the store. What the visitor throws ends the scan and reaches the caller.
     *
     * @throws StorageException of kind IO, CORRUPT or CLOSED
     */
    void scan(Column column, byte[] from, byte[] to, Visitor visitor);

    /**
     * Part of a column's keys.
     *
     * @param from the first key
     * @param to the first key that does not belong to it, or null when all from the first on do
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Range(byte[] from, byte[] to) {}

    /**
     * Visits several ranges of a column, one after another, each in ascending order. Shows one view as of the call for
     * each range at least. What the visitor throws ends the scan and reaches the caller.
     *
     * @param ranges in any order, though ascending ones may be found faster
     * @throws StorageException of kind IO, CORRUPT or CLOSED
     */
    default void scanAll(Column column, List<Range> ranges, RangeVisitor visitor) {
        for (int i = 0; i < ranges.size(); i++) {
            int index = i;
            scan(column, ranges.get(i).from(), ranges.get(i).to(), (key, value) -> {
                visitor.visit(index, key, value);
                return true;
            });
        }
    }

    /** Receives what a scan of several ranges finds. */
    @FunctionalInterface
    interface RangeVisitor {
        /** Is given a key of the range with an index. The arrays are the visitor's own. On the thread that scans. */
        void visit(int range, byte[] key, byte[] value);
    }

    /** Receives what a scan finds. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. The arrays are the visitor's own. Called on the thread that scans. */
        boolean visit(byte[] key, byte[] value);
    }
}
