package org.tallystick.internal.chain;

import java.util.ArrayDeque;
import java.util.Queue;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StoreReader;

/**
 * Reads a column record by record, so that two can be read beside each other. Holds a page of it, of a
 * bounded number of records and bytes. Leaves out keys of another length than they should have. For one thread.
 */
final class Pages {
    private static final int PAGE = 4_096;

    /** A page ends with the record that reaches so many. */
    private static final long BYTES_A_PAGE = 1 << 20;

    private final StoreReader store;
    private final Column column;
    private final int keyLength;
    private final Queue<Row> page = new ArrayDeque<>();
    private byte[] from = {};
    private long misfits;

    /** A record. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Row(byte[] key, byte[] value) {}

    Pages(StoreReader store, Column column, int keyLength) {
        this.store = store;
        this.column = column;
        this.keyLength = keyLength;
    }

    /** The next record, which stays the next one; null at the end. */
    Row peek() {
        while (page.isEmpty() && from != null) {
            readPage();
        }
        return page.peek();
    }

    private void readPage() {
        int[] seen = new int[1];
        long[] bytes = new long[1];
        byte[][] goOn = new byte[1][];
        store.scan(column, from, null, (key, value) -> {
            if (seen[0]++ == PAGE || bytes[0] >= BYTES_A_PAGE) {
                goOn[0] = key;
                return false;
            }
            bytes[0] += key.length + value.length;
            if (key.length == keyLength) {
                page.add(new Row(key, value));
            } else {
                misfits++;
            }
            return true;
        });
        from = goOn[0];
    }

    /** How many keys of another length were left out. */
    long misfits() {
        return misfits;
    }

    /** The next record; null at the end. */
    Row next() {
        peek();
        return page.poll();
    }
}
