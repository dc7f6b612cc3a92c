package org.tallystick.testkit.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Time, threads and chance of one life of one node, from its start to its crash. Tasks take simulated time: what a task
 * spends on disk and processor moves its own clock forward, delays what it sends, and keeps its executor busy. After a
 * {@link #kill} nothing of this life happens any more.
 */
public final class SimRuntime implements NodeRuntime {
    private static final long HAND_OVER = 8_000;
    private static final long PARALLEL = 60_000;
    private static final long TIMER_LATE = 300_000;
    private static final int PARALLELISM = 2;

    private final int node;
    private final SimScheduler scheduler;
    private final SimClock clock;
    private final SplittableRandom chance;
    private final SimTrace trace;
    private final BiConsumer<Integer, Throwable> failures;
    private final RandomGenerator random;
    private final Executor parallel = this::executeParallel;
    private final long nanoOrigin;
    private Thread.UncaughtExceptionHandler uncaught = (thread, failure) -> {};
    private int executors;
    private boolean alive = true;
    private long diedAt = Long.MAX_VALUE;
    private long spent;
    private long latestNano = Long.MIN_VALUE;
    private long pausedUntil;

    /**
     * A new life.
     *
     * @param node number of the node, for the trace
     * @param failures hears of what tasks throw
     */
    public SimRuntime(
            int node,
            SimScheduler scheduler,
            SimClock clock,
            long seed,
            SimTrace trace,
            BiConsumer<Integer, Throwable> failures) {
        this.node = node;
        this.scheduler = scheduler;
        this.clock = clock;
        this.chance = new SplittableRandom(seed);
        this.trace = trace;
        this.failures = failures;
        this.random = chance.split();
        this.nanoOrigin = chance.nextLong(-1L << 60, 1L << 60);
    }

    /** Sets who else, in the node itself, hears of what tasks throw. */
    public void setUncaught(Thread.UncaughtExceptionHandler handler) {
        uncaught = handler;
    }

    /** Whether this life goes on. */
    public boolean isAlive() {
        return alive;
    }

    /** Simulated time as the task that runs now has it. */
    public long now() {
        return scheduler.now() + spent;
    }

    /** When this life ended; far in the future when it has not. */
    long diedAt() {
        return diedAt;
    }

    /** Lets the task that runs now take longer. */
    public void spend(long nanos) {
        spent += nanos;
    }

    /** Ends this life without warning; nothing runs any more, and nothing that is still to leave does. */
    public void kill() {
        if (alive) {
            alive = false;
            diedAt = now();
        }
    }

    /** Stops everything for a while, as a long garbage collection or a suspended machine does. */
    public void pause(long nanos) {
        pausedUntil = Math.max(pausedUntil, scheduler.now() + nanos);
    }

    @Override
    public long wallClockMillis() {
        return clock.millisAt(now());
    }

    @Override
    public long nanoTime() {
        latestNano = Math.max(latestNano, now());
        return nanoOrigin + latestNano;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Executor serial(String name) {
        return new Serial(++executors);
    }

    @Override
    public Executor parallel() {
        return parallel;
    }

    @Override
    public int parallelism() {
        return PARALLELISM;
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        long due = now() + Math.max(0, delay.toNanos()) + chance.nextLong(TIMER_LATE);
        return scheduler.at(due, () -> enter(SimTrace.Kind.TIMER, 0, task));
    }

    @Override
    public void close() {
        kill();
    }

    /** Carries out a task of this node now, or when its pause ends; not at all when it is dead. */
    void enter(SimTrace.Kind kind, long what, Runnable task) {
        if (!alive) {
            return;
        }
        if (scheduler.now() < pausedUntil) {
            scheduler.put(pausedUntil, () -> enter(kind, what, task));
            return;
        }
        trace.record(scheduler.now(), node, kind, what);
        spent = 0;
        try {
            task.run();
        } catch (Throwable e) {
            if (alive) {
                failures.accept(node, e);
                uncaught.uncaughtException(Thread.currentThread(), e);
            }
        } finally {
            spent = 0;
        }
    }

    private void executeParallel(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (alive) {
            scheduler.put(now() + chance.nextLong(PARALLEL), () -> enter(SimTrace.Kind.TASK, 0, task));
        }
    }

    /** One task at a time, in order. */
    private final class Serial implements Executor {
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private final Runnable turn; // made once, as simulations do little else than take turns
        private long busyUntil;
        private boolean planned;

        Serial(int number) {
            Runnable next = this::runOne;
            turn = () -> enter(SimTrace.Kind.TASK, number, next);
        }

        @Override
        public void execute(Runnable task) {
            scheduler.requireOwner();
            queue.add(Objects.requireNonNull(task, "task"));
            plan();
        }

        private void plan() {
            if (!planned && alive) {
                planned = true;
                long start = Math.max(now() + chance.nextLong(HAND_OVER), busyUntil);
                scheduler.put(start, turn);
            }
        }

        private void runOne() {
            try {
                queue.poll().run();
            } finally {
                busyUntil = now();
                planned = false;
                if (!queue.isEmpty()) {
                    plan();
                }
            }
        }
    }
}
