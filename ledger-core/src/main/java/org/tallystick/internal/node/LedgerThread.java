package org.tallystick.internal.node;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The thread on which blocks are executed and become final, so that a state never changes under an execution. There is one
 * exception: while blocks are written on another thread, blocks that descend from them may be executed here, as their
 * states look through the changes that are being written. Everything else waits meanwhile; it waits no longer than if the
 * writing were done here. What a task throws makes the node fail.
 */
final class LedgerThread {
    private final Executor thread;
    private final Executor writer;
    private final LifeCycle lifeCycle;
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // on the thread
    private boolean writing; // on the thread

    /**
     * Runs tasks.
     *
     * @param thread one after another, in order
     * @param writer another such
     */
    LedgerThread(Executor thread, Executor writer, LifeCycle lifeCycle) {
        this.thread = thread;
        this.writer = writer;
        this.lifeCycle = lifeCycle;
    }

    /** Runs a task while nothing is being written beside it. */
    void execute(Runnable task) {
        thread.execute(() -> {
            if (writing) {
                waiting.add(task);
            } else {
                guarded(task);
            }
        });
    }

    /** Runs a task that bears that ancestors of what it is about are being written. */
    void executeBeside(Runnable task) {
        thread.execute(() -> guarded(task));
    }

    /** Whether something is being written beside this thread; on the thread. */
    boolean isWriting() {
        return writing;
    }

    /**
     * Writes on another thread; on the thread, and only while nothing is being written.
     *
     * @param then runs on the thread afterwards, before anything that waits; not at all when the writing fails
     */
    void write(Runnable work, Runnable then) {
        if (writing) {
            throw new IllegalStateException("something is being written already");
        }
        writing = true;
        writer.execute(() -> {
            if (guarded(work)) {
                thread.execute(() -> written(then));
            }
        });
    }

    private void written(Runnable then) {
        writing = false;
        guarded(then);
        while (!writing && !waiting.isEmpty()) {
            guarded(waiting.remove());
        }
    }

    private boolean guarded(Runnable task) {
        if (!lifeCycle.isAlive()) {
            return false;
        }
        try {
            task.run();
            return true;
        } catch (RuntimeException e) {
            lifeCycle.fail(e);
            return false;
        }
    }
}
