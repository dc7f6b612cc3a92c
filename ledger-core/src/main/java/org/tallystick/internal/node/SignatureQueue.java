package org.tallystick.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.TransactionDecoder;
import org.tallystick.internal.validation.TransactionChecks;

/**
 * Where transactions wait for a thread that checks their signatures. A thread that is free takes its share of all that
 * wait and checks them together, which costs less; none ever waits for company. Further threads join only when each has
 * enough for a batch of its own, as signatures one by one cost twice as much. Between two batches other work of the threads
 * has its turn. Whoever adds bounds how much waits. There are two lines, served in turns, so that whatever fills one of
 * them does not hold up the other.
 */
final class SignatureQueue {
    private static final int MOST_AT_ONCE = 64;

    /** Fewer are left to the threads that are at it already. */
    private static final int ENOUGH_FOR_ANOTHER = 16;

    private final Executor workers;
    private final int parallelism;
    private final TransactionChecks checks;
    private final Queue<Entry> own = new ConcurrentLinkedQueue<>();
    private final Queue<Entry> foreign = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger takers = new AtomicInteger();

    /** A transaction that waits. Its methods are called once, in this order, on one of the threads. */
    interface Entry {
        /**
         * Looks at everything that costs little; empty when that has decided.
         *
         * @param decoder for use during this call
         */
        Optional<EncodedTransaction> open(TransactionDecoder decoder);

        /** Hears whether the signatures of what was opened are good. */
        void judged(EncodedTransaction transaction, boolean good);

        /** The end, whatever happened before. */
        void close();
    }

    /** Checks on the given threads. */
    SignatureQueue(Executor workers, int parallelism, TransactionChecks checks) {
        this.workers = workers;
        this.parallelism = parallelism;
        this.checks = checks;
    }

    /** Queues a transaction of the application. */
    void addOwn(Entry entry) {
        add(own, entry);
    }

    /** Queues a transaction of a peer. */
    void addForeign(Entry entry) {
        add(foreign, entry);
    }

    private void add(Queue<Entry> line, Entry entry) {
        line.add(entry);
        waiting.incrementAndGet();
        callTaker();
    }

    /** Gives up only while others take, each of whom looks again when it is done; so nothing is ever left waiting. */
    private void callTaker() {
        int busy = takers.get();
        while (busy < usefulThreads(waiting.get())) {
            if (takers.compareAndSet(busy, busy + 1)) {
                workers.execute(this::take);
                return;
            }
            busy = takers.get();
        }
    }

    private int usefulThreads(int transactions) {
        return Math.min(parallelism, Math.max(1, transactions / ENOUGH_FOR_ANOTHER));
    }

    private void take() {
        try {
            check(share());
        } finally {
            takers.decrementAndGet();
            if (waiting.get() > 0) { // looked at after leaving, so that whoever added meanwhile need not wait
                callTaker();
            }
        }
    }

    private List<Entry> share() {
        int all = waiting.get();
        int threads = usefulThreads(all);
        int most = Math.min(MOST_AT_ONCE, (all + threads - 1) / threads);
        List<Entry> share = new ArrayList<>(most);
        while (share.size() < most) {
            Entry entry = next(share.size() % 2 == 0);
            if (entry == null) {
                break;
            }
            waiting.decrementAndGet();
            share.add(entry);
        }
        return share;
    }

    private Entry next(boolean ownFirst) {
        Entry entry = (ownFirst ? own : foreign).poll();
        return entry != null ? entry : (ownFirst ? foreign : own).poll();
    }

    private void check(List<Entry> share) {
        try {
            List<Entry> opened = new ArrayList<>(share.size());
            List<EncodedTransaction> transactions = new ArrayList<>(share.size());
            TransactionDecoder decoder = new TransactionDecoder();
            for (Entry entry : share) {
                entry.open(decoder).ifPresent(transaction -> {
                    opened.add(entry);
                    transactions.add(transaction);
                });
            }
            boolean[] good = checks.signaturesGood(transactions);
            for (int i = 0; i < good.length; i++) {
                opened.get(i).judged(transactions.get(i), good[i]);
            }
        } finally {
            share.forEach(Entry::close);
        }
    }
}
