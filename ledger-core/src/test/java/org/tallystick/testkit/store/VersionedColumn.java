package org.tallystick.testkit.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One column in memory, ordered by unsigned bytes, that remembers overwritten values for as long as a snapshot needs
 * them. Guarded by the lock of the {@link InMemoryStorage} that it belongs to.
 */
final class VersionedColumn {
    /** Sees everything. */
    static final long LATEST = Long.MAX_VALUE;

    /** A value since a version; null is "deleted". */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Cell(long version, byte[] value, Cell older) {
        byte[] at(long wanted) {
            Cell cell = this;
            while (cell != null && cell.version > wanted) {
                cell = cell.older;
            }
            return cell == null ? null : cell.value;
        }
    }

    private final TreeMap<byte[], Cell> cells = new TreeMap<>(Arrays::compareUnsigned);
    private final List<byte[]> keysWithHistory = new ArrayList<>();
    private long bytes;

    /** Sets or, with null, deletes a key as of a version. The arrays become this object's own. */
    void set(byte[] key, byte[] value, long version, long newestSnapshot) {
        Cell existing = cells.get(key);
        bytes += size(key, value) - (existing == null ? 0 : size(key, existing.value));
        Cell older = existing;
        while (older != null && older.version > newestSnapshot) {
            older = older.older; // no snapshot can see it
        }
        if (older == null && value == null) {
            cells.remove(key);
            return;
        }
        cells.put(key, new Cell(version, value, older));
        if (older != null) {
            keysWithHistory.add(key);
        }
    }

    byte[] get(byte[] key, long version) {
        Cell cell = cells.get(key);
        return cell == null ? null : cell.at(version);
    }

    /** The first key at or after (or only after) another that has a value at a version, with that value, or null. */
    Map.Entry<byte[], byte[]> next(byte[] from, boolean inclusive, long version) {
        Map.Entry<byte[], Cell> entry = inclusive ? cells.ceilingEntry(from) : cells.higherEntry(from);
        while (entry != null) {
            byte[] value = entry.getValue().at(version);
            if (value != null) {
                return Map.entry(entry.getKey(), value);
            }
            entry = cells.higherEntry(entry.getKey());
        }
        return null;
    }

    /** Forgets all that only snapshots could see; called when there is none. */
    void forgetHistory() {
        for (byte[] key : keysWithHistory) {
            Cell cell = cells.get(key);
            if (cell != null && cell.value == null) {
                cells.remove(key);
            } else if (cell != null && cell.older != null) {
                cells.put(key, new Cell(cell.version, cell.value, null));
            }
        }
        keysWithHistory.clear();
    }

    /** A column with the same latest values; shares arrays, which are never written to. */
    VersionedColumn copy() {
        VersionedColumn copy = new VersionedColumn();
        cells.forEach((key, cell) -> {
            if (cell.value != null) {
                copy.set(key, cell.value, 0, -1);
            }
        });
        return copy;
    }

    long sizeInBytes() {
        return bytes;
    }

    private static long size(byte[] key, byte[] value) {
        return value == null ? 0 : key.length + value.length;
    }
}
