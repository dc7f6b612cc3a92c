package org.tallystick.internal.execution;

import java.util.List;

/**
 * Changes in ascending order of their keys, with the first bits of the keys beside them in one array, in which it is found
 * without going through the objects where the changes part at a branch. Immutable.
 */
final class TrieChanges {
    private final List<StateTree.Change> changes;
    private final long[] first;

    /**
     * Takes changes over.
     *
     * @throws IllegalArgumentException when they do not ascend
     */
    TrieChanges(List<StateTree.Change> changes) {
        this.changes = changes;
        this.first = new long[changes.size()];
        for (int i = 0; i < first.length; i++) {
            if (i > 0 && changes.get(i - 1).key().compareTo(changes.get(i).key()) >= 0) {
                throw new IllegalArgumentException("changes must ascend");
            }
            first[i] = changes.get(i).key().word(0);
        }
    }

    int size() {
        return first.length;
    }

    StateTree.Change get(int index) {
        return changes.get(index);
    }

    List<StateTree.Change> list() {
        return changes;
    }

    /** The first change from {@code from} to {@code to} whose key has a one at a depth; they share the bits above. */
    int split(int depth, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bit(middle, depth) == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int bit(int index, int depth) {
        return depth < Long.SIZE
                ? (int) (first[index] >>> (Long.SIZE - 1 - depth)) & 1
                : changes.get(index).key().bit(depth);
    }
}
