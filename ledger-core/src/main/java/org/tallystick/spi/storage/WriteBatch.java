package org.tallystick.spi.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Changes that become visible and durable together or not at all. Collects references: the arrays must not be written
 * to until the batch has been committed. May be committed more than once. Not safe for use by several threads at once.
 */
public final class WriteBatch {
    /** The most bytes in a key; the fewest is one. */
    public static final int MAX_KEY = 1 << 10;

    /** The most bytes in a value; the fewest is none. */
    public static final int MAX_VALUE = 64 << 20;

    /** The most bytes in all keys and values of a batch. */
    public static final int MAX_BATCH = 512 << 20;

    /**
     * One change.
     *
     * @param column where
     * @param key what
     * @param value the new value, or null to delete the key
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere; kept free of copies on the commit path
    public record Change(Column column, byte[] key, byte[] value) {}

    private final List<Change> changes = new ArrayList<>();
    private long bytes;

    /**
     * Sets a key. A later change of the same key in the same batch wins.
     *
     * @throws IllegalArgumentException when the key, the value or the batch would exceed its bound
     */
    public WriteBatch put(Column column, byte[] key, byte[] value) {
        Objects.requireNonNull(value, "value");
        if (value.length > MAX_VALUE) {
            throw new IllegalArgumentException("a value has at most " + MAX_VALUE + " bytes, not " + value.length);
        }
        return add(new Change(column, key, value), value.length);
    }

    /**
     * Removes a key, whether or not it is there.
     *
     * @throws IllegalArgumentException when the key or the batch would exceed its bound
     */
    public WriteBatch delete(Column column, byte[] key) {
        return add(new Change(column, key, null), 0);
    }

    private WriteBatch add(Change change, int valueBytes) {
        Objects.requireNonNull(change.column(), "column");
        int keyBytes = change.key().length;
        if (keyBytes == 0 || keyBytes > MAX_KEY) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_KEY + " bytes, not " + keyBytes);
        }
        if (bytes + keyBytes + valueBytes > MAX_BATCH) {
            throw new IllegalArgumentException("a batch holds at most " + MAX_BATCH + " bytes: commit it in parts");
        }
        bytes += keyBytes + valueBytes;
        changes.add(change);
        return this;
    }

    /** The changes, in order; a live view that cannot be written to. */
    public List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    /** The number of bytes in all keys and values together. */
    public long sizeInBytes() {
        return bytes;
    }
}
