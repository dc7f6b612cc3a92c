package org.tallystick.spi.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operating system's time, threads and chance.
 *
 * <p>All threads are daemons, carry the node's name, and start when they are first needed, so a runtime that was never
 * used has none. A task that throws is logged and reported to the handler given, and its thread goes on with the next
 * task. The queues in front of the executors have no limit of their own: a task cannot be refused halfway, so whoever
 * hands over work bounds what it has under way.
 *
 * <p>{@link #close()} drops what is scheduled and runs what has been handed over. Threads that have not ended after
 * {@link #DRAIN} are interrupted; after {@link #INTERRUPTED} more it gives up, and logs which thread is stuck in what.
 * It may be called from one of the runtime's own threads; that one ends when its task returns.
 */
public final class SystemRuntime implements NodeRuntime {
    /** How long a close lets accepted tasks run before it interrupts them. */
    public static final Duration DRAIN = Duration.ofSeconds(10);

    /** How long a close waits for interrupted threads to end. */
    public static final Duration INTERRUPTED = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(SystemRuntime.class);

    private final String node;
    private final Thread.UncaughtExceptionHandler uncaught;
    private final Duration drain;
    private final int parallelism = Runtime.getRuntime().availableProcessors();
    private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private final Object lock = new Object();
    private final List<Thread> threads = new ArrayList<>(); // guarded by lock
    private final List<WorkerGroup> groups = new ArrayList<>(); // guarded by lock
    private final WorkerGroup parallel;
    private final ScheduledThreadPoolExecutor timer;
    private boolean closed; // guarded by lock

    /**
     * Makes a runtime; no thread starts yet.
     *
     * @param node the first part of every thread's name
     * @param uncaught hears of everything that a task throws, on the thread that ran it; must not throw
     */
    public SystemRuntime(String node, Thread.UncaughtExceptionHandler uncaught) {
        this(node, uncaught, DRAIN);
    }

    SystemRuntime(String node, Thread.UncaughtExceptionHandler uncaught, Duration drain) {
        this.node = node;
        this.drain = drain;
        this.uncaught = uncaught;
        this.parallel = new WorkerGroup(parallelism, this::run, (body, index) -> start("worker-" + index, body));
        groups.add(parallel);
        timer = new ScheduledThreadPoolExecutor(
                1, body -> newThread("timer", body), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long wallClockMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Executor serial(String name) {
        WorkerGroup group = new WorkerGroup(1, this::run, (body, index) -> start(name, body));
        boolean tooLate;
        synchronized (lock) {
            groups.add(group);
            tooLate = closed;
        }
        if (tooLate) {
            group.stop();
        }
        return group;
    }

    @Override
    public Executor parallel() {
        return parallel;
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        ScheduledFuture<?> future = timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void close() {
        boolean again;
        List<WorkerGroup> stopping;
        synchronized (lock) {
            again = closed;
            closed = true;
            stopping = new ArrayList<>(groups);
        }
        stopping.forEach(WorkerGroup::stop); // outside the lock: a group that starts a thread takes it
        timer.shutdown();
        List<Thread> others;
        synchronized (lock) {
            others = new ArrayList<>(threads);
        }
        boolean own = others.remove(Thread.currentThread());
        if (own && again) {
            return; // two of our own threads that close at once must not wait for each other
        }
        if (!joinAll(others, drain)) {
            others.forEach(Thread::interrupt);
            if (!joinAll(others, INTERRUPTED)) {
                others.stream().filter(Thread::isAlive).forEach(this::reportStuck);
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a task failed on {}", Thread.currentThread().getName(), e);
            uncaught.uncaughtException(Thread.currentThread(), e);
        }
    }

    private Thread newThread(String name, Runnable body) {
        Thread thread = new Thread(body, node + "/" + name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) -> LOG.error("thread {} broke off", t.getName(), e));
        synchronized (lock) {
            threads.add(thread);
        }
        return thread;
    }

    private void start(String name, Runnable body) {
        newThread(name, body).start();
    }

    private static boolean joinAll(List<Thread> threads, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            long left = deadline - System.nanoTime();
            while (thread.isAlive() && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                } catch (InterruptedException e) {
                    interrupted = true; // closing must finish what it began; the interrupt is passed on below
                }
                left = deadline - System.nanoTime();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    private void reportStuck(Thread thread) {
        Exception where = new Exception("stuck here");
        where.setStackTrace(thread.getStackTrace());
        LOG.error("thread {} does not end although it was interrupted", thread.getName(), where);
    }
}
