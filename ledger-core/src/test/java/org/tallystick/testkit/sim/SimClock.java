package org.tallystick.testkit.sim;

/** A machine's wall clock: simulated time, set wrongly and running at a speed of its own. Outlives its node. */
public final class SimClock {
    /** The wall clock at the beginning of simulated time, in milliseconds. */
    public static final long EPOCH_MS = 1_800_000_000_000L;

    private static final long RUNNING = -1;

    private long offsetMillis;
    private double drift;
    private long frozenAt = RUNNING;
    private boolean tampered;

    /** Sets the clock this far ahead of the true time; it may make it jump, in either direction. */
    public void setOffset(long millis) {
        offsetMillis = millis;
        tampered = true;
    }

    /** Lets the clock gain this many seconds a second, from the beginning of time on. */
    public void setDrift(double gain) {
        drift = gain;
    }

    /** Stops the clock at a simulated time. */
    public void freeze(long nanos) {
        frozenAt = nanos;
        tampered = true;
    }

    /** Lets the clock go on, with the true time. */
    public void thaw() {
        frozenAt = RUNNING;
    }

    /** Sets the clock right; its drift stays. */
    public void heal() {
        offsetMillis = 0;
        thaw();
    }

    /** Whether the clock has ever shown another time than the true one, its drift aside. */
    public boolean wasWrong() {
        return tampered;
    }

    /** What the clock shows at a simulated time. */
    public long millisAt(long nanos) {
        long trueMillis = (frozenAt == RUNNING ? nanos : frozenAt) / 1_000_000;
        return EPOCH_MS + trueMillis + offsetMillis + (long) (trueMillis * drift);
    }
}
