package org.tallystick.spi.storage;

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

    /** Receives what a scan finds. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. The arrays are the visitor's own. Called on the thread that scans. */
        boolean visit(byte[] key, byte[] value);
    }
}
