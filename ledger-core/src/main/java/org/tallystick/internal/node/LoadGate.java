package org.tallystick.internal.node;

import java.util.function.LongSupplier;

/**
 * Whether more is wanted of the ledger than it can do. Compares what waits with how much has become final lately: when it
 * would take longer than half a second, an application does better to hear so at once than to wait ever longer. While
 * nothing becomes final at all, waiting is for a quorum and not for others, so nothing is refused then but by the bounds of
 * the pool. Told by one thread, asked by any.
 */
final class LoadGate {
    /** So much may always wait, so that a burst is taken in by a ledger that was idle. */
    static final int ALWAYS = 1_024;

    private static final double LONGEST_WAIT_S = 0.5;
    private static final double MEMORY_S = 1;

    /** The rate at some moment; replaced as a whole, so that who asks sees numbers that belong together. */
    private record Rate(long atNanos, double perSecond) {}

    private final LongSupplier nanoTime;
    private volatile Rate rate;

    /** With the node's clock. */
    LoadGate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.rate = new Rate(nanoTime.getAsLong() - (long) (2e9 * MEMORY_S), 0); // nothing became final lately
    }

    /** So many transactions became final. */
    void becameFinal(int transactions) {
        Rate before = rate;
        long now = nanoTime.getAsLong();
        double seconds = Math.max(1e-3, (now - before.atNanos) / 1e9);
        double weight = Math.min(1, seconds / MEMORY_S);
        rate = new Rate(now, before.perSecond + weight * (transactions / seconds - before.perSecond));
    }

    /** Whether a transaction that came after so many others would wait too long for its turn. */
    boolean isTooMuch(int waiting) {
        Rate now = rate;
        boolean moving = (nanoTime.getAsLong() - now.atNanos) / 1e9 < MEMORY_S;
        return waiting >= ALWAYS && moving && waiting > now.perSecond * LONGEST_WAIT_S;
    }
}
