package org.tallystick.examples.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives accounts something to transfer: the treasury issues to each of them, over many lanes at once. */
final class Funding implements TransferDesk.EndListener {
    /** What each account gets. */
    static final long AMOUNT = 1_000_000;

    /** An account that has less is given more. */
    static final long MINIMUM = 100_000;

    /** Lanes of the treasury. */
    static final int LANES = 128;

    private final TransferDesk desk;
    private final TransferFactory factory;
    private final int nodeCount;
    private final Deque<LoadAccount> waiting = new ArrayDeque<>();
    private final CountDownLatch left;

    private Funding(TransferDesk desk, TransferFactory factory, int nodeCount, List<LoadAccount> accounts) {
        this.desk = desk;
        this.factory = factory;
        this.nodeCount = nodeCount;
        waiting.addAll(accounts);
        left = new CountDownLatch(accounts.size());
    }

    /** Issues to the accounts, and returns when all of it is final. */
    static void issue(
            TransferDesk desk,
            TransferFactory factory,
            int nodeCount,
            List<Slot> treasury,
            List<LoadAccount> accounts,
            Duration limit)
            throws InterruptedException, ClusterException {
        Funding funding = new Funding(desk, factory, nodeCount, accounts);
        desk.listener(funding);
        treasury.forEach(funding::next);
        desk.flush();
        funding.await(limit, accounts.size() + " accounts to be given something");
    }

    /** Makes one transfer, and returns when it is final. */
    static void transferOnce(TransferDesk desk, Transfer transfer, Duration limit)
            throws InterruptedException, ClusterException {
        CountDownLatch done = new CountDownLatch(1);
        desk.listener(new TransferDesk.EndListener() {
            @Override
            public void onEnd(Transfer ended, boolean usedSequence) {
                if (usedSequence) {
                    ended.slot().used();
                }
                done.countDown();
            }

            @Override
            public void onPause() {
                // Nothing was put off.
            }
        });
        desk.submit(transfer, 0, System.nanoTime());
        desk.flush();
        if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ClusterException("the first transfer was not final within " + limit.toSeconds() + " s");
        }
    }

    private void next(Slot slot) {
        LoadAccount account;
        synchronized (waiting) {
            account = waiting.poll();
        }
        if (account != null) {
            Transfer issue = factory.issue(slot, account, AMOUNT);
            desk.submit(issue, Math.floorMod(account.index(), nodeCount), System.nanoTime());
        }
    }

    private void await(Duration limit, String what) throws InterruptedException, ClusterException {
        if (!left.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ClusterException(
                    "waited " + limit.toSeconds() + " s for " + what + "; " + left.getCount() + " were not");
        }
    }

    @Override
    public void onEnd(Transfer transfer, boolean usedSequence) {
        if (usedSequence) {
            transfer.slot().used();
        }
        left.countDown();
        next(transfer.slot());
    }

    @Override
    public void onPause() {
        desk.flush();
    }
}
