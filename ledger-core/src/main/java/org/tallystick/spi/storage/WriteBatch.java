package org.tallystick.spi.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes that become visible and durable together or not at all. Collects references: the arrays must not be written
 * to until the batch has been committed. Not safe for use by several threads at once.
 */
public final class WriteBatch {
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

    /** Sets a key. A later change of the same key in the same batch wins. */
    public WriteBatch put(Column column, byte[] key, byte[] value) {
        changes.add(new Change(column, key, java.util.Objects.requireNonNull(value, "value")));
        return this;
    }

    /** Removes a key, whether or not it is there. */
    public WriteBatch delete(Column column, byte[] key) {
        changes.add(new Change(column, key, null));
        return this;
    }

    /** The changes, in order; a live view. */
    public List<Change> changes() {
        return changes;
    }
}
