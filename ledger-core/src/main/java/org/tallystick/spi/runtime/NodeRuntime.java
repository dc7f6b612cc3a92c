package org.tallystick.spi.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything a node needs of the world besides network and disk: time, threads and chance. Production code gets the
 * operating system's; the simulator gives a seeded one in which a whole cluster runs on one thread.
 *
 * <p>A runtime belongs to one node. {@link #close()} stops its threads and waits for them.
 */
public interface NodeRuntime extends AutoCloseable {
    /** Milliseconds since 1970-01-01T00:00Z. May jump; used only for timestamps and expiry. */
    long wallClockMillis();

    /** Nanoseconds from an arbitrary origin; never goes back. */
    long nanoTime();

    /** Chance for jitter and sampling. Not for secrets. May be called from any thread. */
    RandomGenerator random();

    /**
     * A new executor that runs one task at a time, in the order given, on a thread of its own. Tasks may block. A task
     * handed over after {@link #close()} is dropped.
     *
     * @param name names the thread
     */
    Executor serial(String name);

    /** The executor for processor-bound work, on as many threads as there are processors. Tasks must not block. */
    Executor parallel();

    /** How many tasks {@link #parallel()} runs at once. */
    int parallelism();

    /**
     * Runs a task once after a delay, on an unspecified thread of the runtime; the task must be short and must not
     * block, so it usually only hands work to a serial executor.
     */
    Scheduled schedule(Duration delay, Runnable task);

    /** A task that was scheduled. */
    interface Scheduled {
        /** Keeps the task from running if it has not begun; idempotent. */
        void cancel();
    }

    /** Stops accepting tasks, lets running ones end, and returns when all threads are gone. Idempotent. */
    @Override
    void close();
}
