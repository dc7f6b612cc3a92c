package org.tallystick.examples.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Transfers that are wanted at fixed moments, whether or not earlier ones have ended. The time to finality counts from the
 * moment a transfer was wanted, even when it had to wait for a free slot, so a slow cluster cannot hide behind the load. One
 * that a node is too busy for is over; its bytes serve again for one that is wanted later, which spares signing.
 */
final class OpenLoop implements Load, TransferDesk.EndListener {
    private final double perSecond;
    private final int nodeCount;
    private final BlockingQueue<Slot> free;
    private final Map<Slot, Transfer> signed = new ConcurrentHashMap<>();
    private final TransferDesk desk;
    private final TransferFactory factory;
    private final List<LoadAccount> accounts;
    private final RandomGenerator random;
    private final Thread thread = new Thread(this::run, "open-loop");
    private volatile boolean running;
    private volatile long startNanos;
    private volatile long begun;

    /** With as many transfers on their way at once as there are slots. */
    OpenLoop(
            double perSecond,
            int nodeCount,
            List<Slot> slots,
            TransferDesk desk,
            TransferFactory factory,
            List<LoadAccount> accounts,
            RandomGenerator random) {
        this.perSecond = perSecond;
        this.nodeCount = nodeCount;
        this.free = new ArrayBlockingQueue<>(slots.size(), false, slots);
        this.desk = desk;
        this.factory = factory;
        this.accounts = accounts;
        this.random = random;
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        running = true;
        startNanos = System.nanoTime();
        desk.listener(this);
        thread.start();
    }

    private void run() {
        try {
            for (long i = 0; running; i++) {
                // Signed before it is due, so that signing is no part of its time.
                Transfer transfer = next();
                long due = startNanos + (long) (i * 1e9 / perSecond);
                if (due - System.nanoTime() > 0) {
                    desk.flush();
                    awaitMoment(due);
                }
                if (running) {
                    desk.submit(transfer, (int) (i % nodeCount), due);
                    begun = i + 1;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            desk.flush();
        }
    }

    /** The next transfer, once there is a slot for it. */
    private Transfer next() throws InterruptedException {
        Slot slot = free.poll();
        if (slot == null) {
            desk.flush();
            slot = free.take();
        }
        Transfer before = signed.remove(slot);
        return before != null && factory.isFresh(before)
                ? factory.again(before)
                : factory.transfer(slot, anyAccountBut(slot.account()), 1);
    }

    private void awaitMoment(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0 && running; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, 100_000_000));
        }
    }

    private LoadAccount anyAccountBut(LoadAccount other) {
        int index = random.nextInt(accounts.size() - 1);
        return accounts.get(index < other.index() ? index : index + 1);
    }

    @Override
    public long overdue() {
        return Math.max(0, (long) ((System.nanoTime() - startNanos) / 1e9 * perSecond) - begun);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public void onEnd(Transfer transfer, boolean usedSequence) {
        if (usedSequence) {
            transfer.slot().used();
        }
        free.add(transfer.slot());
    }

    @Override
    public boolean takesBusy() {
        return true;
    }

    @Override
    public void onBusy(Transfer transfer) {
        signed.put(transfer.slot(), transfer);
        free.add(transfer.slot());
    }

    @Override
    public void onPause() {
        // Nothing was put off.
    }
}
