package org.tallystick.testkit.sim;

/** A machine's wall clock: simulated time, set wrongly and running at a speed of its own. Outlives its node. */
public final class SimClock {
    /** The wall clock at the beginning of simulated time, in milliseconds. */
    public static final long EPOCH_MS = 1_800_000_000_000L;

    private long offsetMillis;
    private double drift;

    /** Sets the clock this far ahead of the true time; it may make it jump, in either direction. */
    public void setOffset(long millis) {
        offsetMillis = millis;
    }

    /** Lets the clock gain this many seconds a second, from the beginning of time on. */
    public void setDrift(double gain) {
        drift = gain;
    }

    /** What the clock shows at a simulated time. */
    public long millisAt(long nanos) {
        long trueMillis = nanos / 1_000_000;
        return EPOCH_MS + trueMillis + offsetMillis + (long) (trueMillis * drift);
    }
}
