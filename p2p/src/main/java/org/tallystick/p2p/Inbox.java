package org.tallystick.p2p;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands work from any thread to the I/O thread, in order and within bounds. */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final int MAX_TASKS = 16_384;
    private static final int AT_ONCE = 256;

    private final IoThread io;
    private final ByteBudget bytes;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();

    Inbox(IoThread io, long maxBytes) {
        this.io = io;
        this.bytes = new ByteBudget(maxBytes);
    }

    /** Queues a task that holds on to so many bytes; false when there are too many, or the transport has closed. */
    boolean offer(long size, Runnable action) {
        if (count.incrementAndGet() > MAX_TASKS || !bytes.tryTake(size)) {
            count.decrementAndGet();
            return false;
        }
        tasks.add(new Task(size, action));
        return !scheduled.compareAndSet(false, true) || io.execute(this::drain);
    }

    private void drain() {
        for (int i = 0; i < AT_ONCE; i++) {
            Task task = tasks.poll();
            if (task == null) {
                break;
            }
            count.decrementAndGet();
            bytes.giveBack(task.size);
            run(task.action);
        }
        scheduled.set(false);
        if (!tasks.isEmpty() && scheduled.compareAndSet(false, true)) {
            io.execute(this::drain);
        }
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("a task of the transport failed", e);
        } catch (Error e) {
            LOG.error("a task of the transport failed for good", e);
            io.report(e); // and the queue goes on, or the node would fall silent without anybody's knowing
        }
    }

    private record Task(long size, Runnable action) {}
}
