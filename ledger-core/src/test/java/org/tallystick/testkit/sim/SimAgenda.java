package org.tallystick.testkit.sim;

import java.util.Arrays;
import org.tallystick.testkit.sim.SimScheduler.Entry;

/**
 * Entries by time, and those of one time in the order in which they came: a heap with four children a place, whose times
 * lie side by side, since simulations spend much of their time here. Cancelled entries stay until they are due or until
 * they are most of it, which most timers come to be.
 */
final class SimAgenda {
    private static final int CHILDREN = 4;
    private static final int WORTH_SWEEPING = 4_096;

    private long[] times = new long[1_024];
    private long[] orders = new long[1_024];
    private Entry[] entries = new Entry[1_024];
    private int size;
    private int cancelled;
    private long count;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the first entry is due; only when there is one. */
    long firstTime() {
        return times[0];
    }

    void add(long time, Entry entry) {
        if (size == entries.length) {
            if (cancelled > size / 2) {
                sweep();
            }
            grow();
        }
        rise(size++, time, count++, entry);
    }

    private void grow() {
        if (size == entries.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            entries = Arrays.copyOf(entries, 2 * size);
        }
    }

    /** An entry that is still here has been cancelled. */
    void cancelled() {
        cancelled++;
        if (cancelled > WORTH_SWEEPING && cancelled > size / 2) {
            sweep();
        }
    }

    /** Takes the first entry out; only when there is one. */
    Entry poll() {
        Entry first = entries[0];
        if (SimScheduler.isOver(first)) {
            cancelled--;
        }
        size--;
        long time = times[size];
        long order = orders[size];
        Entry last = entries[size];
        entries[size] = null;
        if (size > 0) {
            sink(0, time, order, last);
        }
        return first;
    }

    private boolean isBefore(long time, long order, int place) {
        return time < times[place] || (time == times[place] && order < orders[place]);
    }

    private void put(int place, long time, long order, Entry entry) {
        times[place] = time;
        orders[place] = order;
        entries[place] = entry;
    }

    private void rise(int from, long time, long order, Entry entry) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!isBefore(time, order, parent)) {
                break;
            }
            put(place, times[parent], orders[parent], entries[parent]);
            place = parent;
        }
        put(place, time, order, entry);
    }

    private void sink(int from, long time, long order, Entry entry) {
        int place = from;
        while (true) {
            int child = CHILDREN * place + 1;
            if (child >= size) {
                break;
            }
            int least = child;
            int end = Math.min(child + CHILDREN, size);
            for (int other = child + 1; other < end; other++) {
                if (isBefore(times[other], orders[other], least)) {
                    least = other;
                }
            }
            if (!isBefore(times[least], orders[least], time, order)) {
                break;
            }
            put(place, times[least], orders[least], entries[least]);
            place = least;
        }
        put(place, time, order, entry);
    }

    private static boolean isBefore(long time, long order, long otherTime, long otherOrder) {
        return time < otherTime || (time == otherTime && order < otherOrder);
    }

    /** Lets go of cancelled entries. The order of the others follows from their times and orders alone. */
    private void sweep() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!SimScheduler.isOver(entries[i])) {
                put(kept++, times[i], orders[i], entries[i]);
            }
        }
        Arrays.fill(entries, kept, size, null);
        size = kept;
        cancelled = 0;
        for (int place = (size - 2) / CHILDREN; place >= 0 && size > 1; place--) {
            sink(place, times[place], orders[place], entries[place]);
        }
    }
}
