package org.tallystick.testkit.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One column in memory, ordered by unsigned bytes, that remembers overwritten values for as long as a snapshot needs
 * them. Guarded by the lock of the {@link InMemoryStorage} that it belongs to.
 */
final class VersionedColumn {
    /** Sees everything. */
    static final long LATEST = Long.MAX_VALUE;

    /** A value since a version; null is "deleted". */
    private static final class Cell {
        private long version;
        private byte[] value;
        private Cell older;

        Cell(long version, byte[] value) {
            this.version = version;
            this.value = value;
        }

        byte[] at(long wanted) {
            Cell cell = seenBy(wanted);
            return cell == null ? null : cell.value;
        }

        /** The newest of this and the older ones that a snapshot of a version can see, or null. */
        Cell seenBy(long snapshot) {
            Cell cell = this;
            while (cell != null && cell.version > snapshot) {
                cell = cell.older;
            }
            return cell;
        }
    }

    /** What has been set since anything was read, in order. Nearly all that a node writes is never read again. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Change(byte[] key, byte[] value, long version, long newestSnapshot) {}

    /** A key for a hash map; the array is never written to. */
    private static final class Key {
        private final byte[] bytes;
        private final int hash;

        Key(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private static final int MOST_UNREAD = 1_024;

    private final List<Change> unread = new ArrayList<>();
    private boolean unreadHasHistory; // whether there was a snapshot when any of it was set
    private final Map<Key, Cell> cells = new HashMap<>(); // in no order, as nearly all access is by key
    private final List<Key> keysWithHistory = new ArrayList<>();
    private List<byte[]> order; // of all keys, and perhaps some that are gone; null when it has to be made anew
    private long bytes;

    /** Sets or, with null, deletes a key as of a version. The arrays become this object's own. */
    void set(byte[] key, byte[] value, long version, long newestSnapshot) {
        unread.add(new Change(key, value, version, newestSnapshot));
        unreadHasHistory |= newestSnapshot >= 0;
        if (unread.size() == MOST_UNREAD) {
            settle();
        }
    }

    private void settle() {
        if (!unread.isEmpty()) {
            unread.forEach(change -> set(new Key(change.key), change.value, change.version, change.newestSnapshot));
            unread.clear();
            unreadHasHistory = false;
        }
    }

    private void set(Key key, byte[] value, long version, long newestSnapshot) {
        if (value == null) {
            delete(key, version, newestSnapshot);
            return;
        }
        Cell fresh = new Cell(version, value);
        Cell existing = cells.putIfAbsent(key, fresh);
        bytes += size(key.bytes, value) - (existing == null ? 0 : size(key.bytes, existing.value));
        if (existing == null) {
            added(key.bytes);
            return;
        }
        fresh.older = existing.seenBy(newestSnapshot);
        if (fresh.older == null) {
            existing.version = version; // nobody sees what it was
            existing.value = value;
            existing.older = null;
        } else {
            cells.put(key, fresh);
            keysWithHistory.add(key);
        }
    }

    private void delete(Key key, long version, long newestSnapshot) {
        Cell existing = cells.get(key);
        bytes -= existing == null ? 0 : size(key.bytes, existing.value);
        Cell older = existing == null ? null : existing.seenBy(newestSnapshot);
        if (older == null) {
            remove(key);
            return;
        }
        Cell gone = new Cell(version, null);
        gone.older = older;
        cells.put(key, gone);
        keysWithHistory.add(key);
    }

    private void remove(Key key) {
        if (cells.remove(key) != null) {
            order = null;
        }
    }

    /** Keeps the order where a key comes after all others, as heights do. */
    private void added(byte[] key) {
        if (order != null && (order.isEmpty() || Arrays.compareUnsigned(order.get(order.size() - 1), key) < 0)) {
            order.add(key);
        } else {
            order = null;
        }
    }

    byte[] get(byte[] key, long version) {
        settle();
        Cell cell = cells.get(new Key(key));
        return cell == null ? null : cell.at(version);
    }

    /** The first key at or after (or only after) another that has a value at a version, with that value, or null. */
    Map.Entry<byte[], byte[]> next(byte[] from, boolean inclusive, long version) {
        settle();
        if (order == null) {
            order = new ArrayList<>(cells.size());
            cells.keySet().forEach(key -> order.add(key.bytes));
            order.sort(Arrays::compareUnsigned);
        }
        int found = Collections.binarySearch(order, from, Arrays::compareUnsigned);
        int first = found < 0 ? -1 - found : inclusive ? found : found + 1;
        for (int i = first; i < order.size(); i++) {
            byte[] value = get(order.get(i), version);
            if (value != null) {
                return Map.entry(order.get(i), value);
            }
        }
        return null;
    }

    /** Forgets all that only snapshots could see; called when there is none. */
    void forgetHistory() {
        if (unreadHasHistory) {
            settle();
        }
        for (Key key : keysWithHistory) {
            Cell cell = cells.get(key);
            if (cell != null && cell.value == null) {
                remove(key);
            } else if (cell != null && cell.older != null) {
                cell.older = null;
            }
        }
        keysWithHistory.clear();
    }

    /** A column with the same latest values; shares arrays, which are never written to. */
    VersionedColumn copy() {
        settle();
        VersionedColumn copy = new VersionedColumn();
        cells.forEach((key, cell) -> {
            if (cell.value != null) {
                copy.set(key, cell.value, 0, -1);
            }
        });
        return copy;
    }

    long sizeInBytes() {
        settle();
        return bytes;
    }

    private static long size(byte[] key, byte[] value) {
        return value == null ? 0 : key.length + value.length;
    }
}
