package org.tallystick.testkit.sim;

import java.util.Arrays;

/**
 * Tasks by time, and those of one time in the order in which they came. Time is cut into slices (after Brown, "Calendar
 * Queues", 1988): what is due in the slice that time has come to stands in a heap, which stays small; what is due in one
 * of the next slices hangs there in no order until its turn comes; what is due later waits in a second heap. Cancelled
 * tasks stay until they are due or until they are most of it, which most timers come to be.
 */
final class SimAgenda {
    private static final int SLICE_BITS = 12; // 4 µs; the slices at hand reach 4 ms ahead, as far as most messages go
    private static final int SLICES = 1 << 10;
    private static final int WORTH_SWEEPING = 4_096;
    private static final int NONE = -1;

    // What is known of a task stands at one place in all of these, from its coming until it goes.
    private long[] times = new long[1_024];
    private long[] orders = new long[1_024];
    private Runnable[] tasks = new Runnable[1_024];
    private int[] nexts = new int[1_024]; // of a place in a slice or a free one: the next such place

    private final int[] slices = new int[SLICES]; // the first place of each
    private final long[] filled = new long[SLICES / Long.SIZE]; // a bit for each slice that is not empty
    private final Heap due = new Heap();
    private final Heap later = new Heap();
    private long slice; // that time has come to: everything in it and before stands in due
    private int inSlices;
    private int free = NONE;
    private int used;
    private int size;
    private int cancelled;
    private int sweepAt = WORTH_SWEEPING;
    private long count;

    SimAgenda() {
        Arrays.fill(slices, NONE);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** When the first task is due; only when there is one. */
    long firstTime() {
        advance();
        return times[due.first()];
    }

    void add(long time, Runnable task) {
        int place = takePlace();
        times[place] = time;
        orders[place] = count++;
        tasks[place] = task;
        size++;
        file(place);
    }

    /** A task that is still here has been cancelled. */
    void cancelled() {
        if (++cancelled >= sweepAt) {
            int before = size;
            later.sweep();
            cancelled -= before - size;
            sweepAt = cancelled + Math.max(WORTH_SWEEPING, size / 2);
        }
    }

    /** Takes the first task out; only when there is one. */
    Runnable poll() {
        advance();
        int place = due.poll();
        Runnable first = tasks[place];
        if (SimScheduler.isOver(first)) {
            cancelled--;
        }
        givePlace(place);
        return first;
    }

    private int takePlace() {
        if (free != NONE) {
            int place = free;
            free = nexts[place];
            return place;
        }
        if (used == tasks.length) {
            times = Arrays.copyOf(times, 2 * used);
            orders = Arrays.copyOf(orders, 2 * used);
            tasks = Arrays.copyOf(tasks, 2 * used);
            nexts = Arrays.copyOf(nexts, 2 * used);
        }
        return used++;
    }

    private void givePlace(int place) {
        tasks[place] = null;
        nexts[place] = free;
        free = place;
        size--;
    }

    private void file(int place) {
        long of = times[place] >> SLICE_BITS;
        if (of <= slice) {
            due.add(place);
        } else if (of - slice < SLICES) {
            int index = (int) of & (SLICES - 1);
            nexts[place] = slices[index];
            slices[index] = place;
            filled[index >> 6] |= 1L << index;
            inSlices++;
        } else {
            later.add(place);
        }
    }

    /** Goes on to the next slice in which there is something, unless there is still something to do. */
    private void advance() {
        if (due.isEmpty()) {
            slice = inSlices > 0 ? nextSlice() : times[later.first()] >> SLICE_BITS;
            while (!later.isEmpty() && (times[later.first()] >> SLICE_BITS) - slice < SLICES) {
                file(later.poll());
            }
            int index = (int) slice & (SLICES - 1);
            for (int place = slices[index]; place != NONE; place = nexts[place]) {
                due.add(place);
                inSlices--;
            }
            slices[index] = NONE;
            filled[index >> 6] &= ~(1L << index);
        }
    }

    private long nextSlice() {
        long next = slice + 1;
        while (true) {
            int index = (int) next & (SLICES - 1);
            long bits = filled[index >> 6] >>> index;
            if (bits != 0) {
                return next + Long.numberOfTrailingZeros(bits);
            }
            next += Long.SIZE - (index & (Long.SIZE - 1));
        }
    }

    /** Places by time and order: a heap with four children a place. */
    private final class Heap {
        private static final int CHILDREN = 4;

        private int[] places = new int[64];
        private int held;

        boolean isEmpty() {
            return held == 0;
        }

        int first() {
            return places[0];
        }

        void add(int place) {
            if (held == places.length) {
                places = Arrays.copyOf(places, 2 * held);
            }
            int at = held++;
            while (at > 0) {
                int parent = (at - 1) / CHILDREN;
                if (!isBefore(place, places[parent])) {
                    break;
                }
                places[at] = places[parent];
                at = parent;
            }
            places[at] = place;
        }

        int poll() {
            int first = places[0];
            int last = places[--held];
            if (held > 0) {
                sink(0, last);
            }
            return first;
        }

        private void sink(int from, int place) {
            int at = from;
            while (true) {
                int least = CHILDREN * at + 1;
                if (least >= held) {
                    break;
                }
                int end = Math.min(least + CHILDREN, held);
                for (int other = least + 1; other < end; other++) {
                    if (isBefore(places[other], places[least])) {
                        least = other;
                    }
                }
                if (!isBefore(places[least], place)) {
                    break;
                }
                places[at] = places[least];
                at = least;
            }
            places[at] = place;
        }

        /** Lets go of cancelled tasks. The order of the others follows from their times and orders alone. */
        void sweep() {
            int kept = 0;
            for (int i = 0; i < held; i++) {
                int place = places[i];
                if (SimScheduler.isOver(tasks[place])) {
                    givePlace(place);
                } else {
                    places[kept++] = place;
                }
            }
            held = kept;
            for (int at = (held - 2) / CHILDREN; at >= 0 && held > 1; at--) {
                sink(at, places[at]);
            }
        }

        private boolean isBefore(int place, int other) {
            return times[place] < times[other] || (times[place] == times[other] && orders[place] < orders[other]);
        }
    }
}
