package org.tallystick.benchmarks.endure;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.tallystick.api.Ledger;
import org.tallystick.api.Refusal;
import org.tallystick.api.SubmitResult;
import org.tallystick.model.SignedTransaction;

/**
 * Sends to one node, with so many transactions under way at most. What the node does not take for now, as when it is busy,
 * is sent again, with its sequence number. One that can never become final ends the whole, as those behind it in its lane
 * would wait for ever. For one thread.
 */
final class PacedSender implements AutoCloseable {
    private static final long PAUSE_MILLIS = 10;

    private final Ledger ledger;
    private final int most;
    private final Semaphore room;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private volatile String end;

    PacedSender(Ledger ledger, int most) {
        this.ledger = ledger;
        this.most = most;
        room = new Semaphore(most);
    }

    /** Waits until there is room, and sends. */
    void send(SignedTransaction signed) throws InterruptedException {
        acquire(1);
        submit(signed);
    }

    /** Waits until nothing is under way. */
    void await() throws InterruptedException {
        acquire(most);
        room.release(most);
    }

    /** How many became final and were refused by their contract. */
    long failed() {
        return failed.get();
    }

    /** How often something was sent again. */
    long again() {
        return again.get();
    }

    private void acquire(int permits) throws InterruptedException {
        boolean acquired;
        do {
            acquired = room.tryAcquire(permits, 100, TimeUnit.MILLISECONDS);
            if (end != null) {
                throw new IllegalStateException(end);
            }
        } while (!acquired);
    }

    private void submit(SignedTransaction signed) {
        ledger.submit(signed).whenComplete((result, fault) -> {
            if (result instanceof SubmitResult.Refused refused && isWorthAnother(refused.refusal())) {
                again.incrementAndGet();
                later.schedule(() -> submit(signed), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            if (!(result instanceof SubmitResult.Final ended)) {
                end = "not final: " + (fault == null ? result : fault);
            } else if (!ended.receipt().succeeded()) {
                failed.incrementAndGet();
            }
            room.release();
        });
    }

    /** A node that does not run any more is not waited for. */
    private static boolean isWorthAnother(Refusal refusal) {
        return refusal.isTransient() && refusal.reason() != Refusal.Reason.NOT_RUNNING;
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
