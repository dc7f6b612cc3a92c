package org.tallystick.testkit.sim;

import java.util.function.BooleanSupplier;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * The simulated world's agenda: what is to happen, ordered by time and then by when it was put down. Time is in
 * nanoseconds from 0 and stands still while something happens. Bound to the thread that made it; a call from any other
 * is a fault of the code under test, and throws.
 */
public final class SimScheduler {
    /** One entry of the agenda that can be cancelled. */
    public final class Entry implements NodeRuntime.Scheduled, Runnable {
        private Runnable task;

        private Entry(Runnable task) {
            this.task = task;
        }

        /** For the scheduler alone. */
        @Override
        public void run() {
            Runnable now = task;
            task = null;
            now.run();
        }

        @Override
        public void cancel() {
            if (task != null) {
                task = null;
                agenda.cancelled();
            }
        }
    }

    private final SimAgenda agenda = new SimAgenda();
    private final Thread owner = Thread.currentThread();
    private long now;
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
        Entry entry = new Entry(task);
        agenda.add(Math.max(time, now), entry);
        return entry;
    }

    /** The same for a task that is never cancelled, which costs less. */
    void put(long time, Runnable task) {
        requireOwner();
        agenda.add(Math.max(time, now), task);
    }

    /** Puts a task down for some nanoseconds from now. */
    public Entry after(long nanos, Runnable task) {
        return at(now + nanos, task);
    }

    /** Carries out the next entry that is due by a time; if there is none, time becomes that time. */
    public boolean step(long until) {
        requireOwner();
        while (!agenda.isEmpty()) {
            long time = agenda.firstTime();
            if (time > until) {
                break;
            }
            Runnable next = agenda.poll();
            if (!isOver(next)) {
                now = time;
                steps++;
                next.run();
                return true;
            }
        }
        now = Math.max(now, until);
        return false;
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

    /** Whether something on the agenda has been cancelled, or carried out. */
    static boolean isOver(Runnable task) {
        return task instanceof Entry entry && entry.task == null;
    }
}
