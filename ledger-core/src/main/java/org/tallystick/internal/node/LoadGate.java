package org.tallystick.internal.node;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Whether more is wanted of the ledger than it can do. Compares what waits for a block with how much has become final
 * lately: when it would wait longer than 0.15 s, and than three of the blocks of an engine that takes its time
 * between them, an application does better to hear so at once than to wait ever longer. How long a block then takes to
 * become final is the engine's affair. After a second in which no more than that was waiting, a burst is taken in, as what
 * became final lately may be all that was wanted. While nothing becomes final at all, no more than that waits either: a
 * ledger that is overwhelmed would otherwise take in the most when it can do the least, and keep everybody waiting for as
 * long as it takes to come through it. Told by one thread, asked by any.
 */
final class LoadGate {
    /** So much may always wait, so that a ledger that is hardly used refuses nothing. */
    static final int FEW = 256;

    /** So much may wait in a burst, and while nothing becomes final. */
    static final int BURST = 1_024;

    private static final double LONGEST_WAIT_S = 0.15;
    private static final int BLOCKS = 3;
    private static final long LONGEST_BURST_NANOS = 500_000_000L;
    private static final long CALM_NANOS = 1_000_000_000L;
    private static final double MEMORY_S = 1;

    /** The rate at some moment; replaced as a whole, so that who asks sees numbers that belong together. */
    private record Rate(long atNanos, double perSecond, double waitSeconds) {
        double most() {
            return perSecond * waitSeconds;
        }
    }

    private final LongSupplier nanoTime;
    private final IntSupplier paceMillis;
    private volatile Rate rate;
    private volatile long lastTooMuch; // these two are set by whoever asks; at worst a burst begins a moment late
    private volatile long burstBegan;

    /** With the node's clock, and what {@link org.tallystick.spi.consensus.ConsensusEngine#paceMillis} says. */
    LoadGate(LongSupplier nanoTime, IntSupplier paceMillis) {
        this.nanoTime = nanoTime;
        this.paceMillis = paceMillis;
        long now = nanoTime.getAsLong();
        this.rate = new Rate(now - (long) (2e9 * MEMORY_S), 0, 0); // nothing became final lately
        this.lastTooMuch = now - 2 * CALM_NANOS;
        this.burstBegan = lastTooMuch;
    }

    /** So many transactions became final. */
    void becameFinal(int transactions) {
        Rate before = rate;
        long now = nanoTime.getAsLong();
        double seconds = Math.max(1e-3, (now - before.atNanos) / 1e9);
        double weight = Math.min(1, seconds / MEMORY_S);
        double perSecond = before.perSecond + weight * (transactions / seconds - before.perSecond);
        rate = new Rate(now, perSecond, LONGEST_WAIT_S + BLOCKS * paceMillis.getAsInt() / 1e3);
    }

    /** Whether a transaction that came after so many others would wait too long for its turn. */
    boolean isTooMuch(int waiting) {
        Rate lately = rate;
        if (waiting < FEW || waiting <= lately.most()) {
            return false;
        }
        long now = nanoTime.getAsLong();
        if (now - lastTooMuch > CALM_NANOS) {
            burstBegan = now;
        }
        lastTooMuch = now;
        boolean moving = (now - lately.atNanos) / 1e9 < MEMORY_S;
        return waiting >= BURST || (moving && now - burstBegan > LONGEST_BURST_NANOS);
    }
}
