package org.tallystick.spi.storage;

/** Reads a ledger store. May block; may be called from any thread. Arrays returned are the caller's own. */
public interface StoreReader {
    /**
     * The value of a key, or null when there is none.
     *
     * @throws StorageException of kind IO, CORRUPT or CLOSED
     */
    byte[] get(Column column, byte[] key);

    /**
     * Visits the keys from {@code from} (inclusive) to {@code to} (exclusive; null means to the end) in unsigned
     * ascending order, until the visitor returns false.
     */
    void scan(Column column, byte[] from, byte[] to, Visitor visitor);

    /** Receives what a scan finds. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. The arrays are the visitor's own. */
        boolean visit(byte[] key, byte[] value);
    }
}
