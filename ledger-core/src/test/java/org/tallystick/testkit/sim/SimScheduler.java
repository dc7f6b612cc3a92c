package org.tallystick.testkit.sim;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * The simulated world's agenda: what is to happen, ordered by time and then by when it was put down. Time is in
 * nanoseconds from 0 and stands still while something happens. Bound to the thread that made it; a call from any other
 * is a fault of the code under test, and throws.
 */
public final class SimScheduler {
    /** One entry of the agenda. */
    public static final class Entry implements Comparable<Entry>, NodeRuntime.Scheduled {
        private final long time;
        private final long order;
        private Runnable task;

        private Entry(long time, long order, Runnable task) {
            this.time = time;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> agenda = new PriorityQueue<>(1024);
    private final Thread owner = Thread.currentThread();
    private long now;
    private long count;
    private long steps;

    /** The time, in nanoseconds. */
    public long now() {
        return now;
    }

    /** How many entries have been carried out. */
    public long steps() {
        return steps;
    }

    /** Puts a task down for a time; one in the past happens now, after what is already due. */
    public Entry at(long time, Runnable task) {
        requireOwner();
        Entry entry = new Entry(Math.max(time, now), count++, task);
        agenda.add(entry);
        return entry;
    }

    /** Puts a task down for some nanoseconds from now. */
    public Entry after(long nanos, Runnable task) {
        return at(now + nanos, task);
    }

    /** Carries out the next entry that is due by a time; if there is none, time becomes that time. */
    public boolean step(long until) {
        requireOwner();
        while (true) {
            Entry next = agenda.peek();
            if (next == null || next.time > until) {
                now = Math.max(now, until);
                return false;
            }
            agenda.poll();
            Runnable task = next.task;
            if (task != null) {
                now = next.time;
                next.task = null;
                steps++;
                task.run();
                return true;
            }
        }
    }

    /** Lets some nanoseconds pass. */
    public void run(long nanos) {
        long until = now + nanos;
        while (step(until)) {
            // each step does one thing
        }
    }

    /**
     * Goes on until a condition holds, asked after each entry.
     *
     * @return whether it held within the time
     */
    public boolean runUntil(BooleanSupplier condition, long nanos) {
        long until = now + nanos;
        while (!condition.getAsBoolean()) {
            if (!step(until)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "called from " + Thread.currentThread() + ", but a simulated node has no thread of its own");
        }
    }
}
