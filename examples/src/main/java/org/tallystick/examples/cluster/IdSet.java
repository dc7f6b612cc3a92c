package org.tallystick.examples.cluster;

import java.nio.ByteBuffer;
import org.tallystick.model.Hash;

/**
 * A set of transaction ids that takes about 40 bytes for each, so that a run of many millions can be checked. It keeps the
 * first 16 bytes of an id, which are as good as unique. Not safe for use by several threads.
 */
final class IdSet {
    private long[] table = new long[2 << 10];
    private int size;

    /** Adds an id; false if it is there already. */
    boolean add(Hash id) {
        if (4L * size > table.length) {
            grow();
        }
        ByteBuffer bytes = ByteBuffer.wrap(id.toArray());
        boolean added = insert(table, bytes.getLong(), bytes.getLong());
        if (added) {
            size++;
        }
        return added;
    }

    boolean contains(Hash id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.toArray());
        long high = bytes.getLong();
        long low = bytes.getLong();
        int at = find(table, high, low);
        return table[at] == high && table[at + 1] == low;
    }

    /** How many of another set's ids are not in this one. */
    int missing(IdSet expected) {
        int missing = 0;
        for (int i = 0; i < expected.table.length; i += 2) {
            long high = expected.table[i];
            long low = expected.table[i + 1];
            if ((high | low) != 0) {
                int at = find(table, high, low);
                missing += table[at] == high && table[at + 1] == low ? 0 : 1;
            }
        }
        return missing;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (int i = 0; i < table.length; i += 2) {
            if ((table[i] | table[i + 1]) != 0) {
                insert(larger, table[i], table[i + 1]);
            }
        }
        table = larger;
    }

    private static boolean insert(long[] table, long high, long low) {
        int at = find(table, high, low);
        if (table[at] == high && table[at + 1] == low) {
            return false;
        }
        table[at] = high;
        table[at + 1] = low;
        return true;
    }

    /** Where an id is, or the free place for it. An id of 16 zero bytes marks a free place; no hash is like that. */
    private static int find(long[] table, long high, long low) {
        int mask = table.length / 2 - 1;
        int place = (int) high & mask;
        while (true) {
            int at = 2 * place;
            boolean free = (table[at] | table[at + 1]) == 0;
            if (free || (table[at] == high && table[at + 1] == low)) {
                return at;
            }
            place = (place + 1) & mask;
        }
    }
}
