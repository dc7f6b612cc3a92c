package org.tallystick.spi.runtime;

import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Some threads behind one queue; with one thread it runs tasks in the order given. The threads start as tasks come.
 * After {@link #stop()} the threads run what was queued before it and end.
 */
final class WorkerGroup implements Executor {
    /** Starts a thread with a body; the index counts from 1. */
    interface Starter {
        void start(Runnable body, int index);
    }

    private static final Runnable END = () -> {};

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final int size;
    private final Consumer<Runnable> runner;
    private final Starter starter;
    private volatile int started; // written under this
    private volatile boolean stopped; // written under this

    /**
     * @param size the number of threads
     * @param runner runs a task and throws nothing
     */
    WorkerGroup(int size, Consumer<Runnable> runner, Starter starter) {
        this.size = size;
        this.runner = runner;
        this.starter = starter;
    }

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (stopped) {
            return;
        }
        if (started < size) {
            startOne();
        }
        queue.add(task);
    }

    private synchronized void startOne() {
        if (started < size && !stopped) {
            started++;
            starter.start(this::work, started);
        }
    }

    /** Idempotent; does not wait. */
    synchronized void stop() {
        if (!stopped) {
            stopped = true;
            queue.add(END);
        }
    }

    private void work() {
        boolean interrupted = false;
        while (true) {
            try {
                Runnable task = queue.take();
                if (task == END) {
                    queue.add(END); // for the next thread of the group
                    break;
                }
                runner.accept(task);
            } catch (InterruptedException e) {
                interrupted = true; // only a close interrupts, and it has queued the end; the flag is restored below
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
