package org.tallystick.testkit.sim;

/**
 * One direction between two machines: how long messages take, and what goes wrong with them. Changed freely while the
 * simulation runs, between its steps.
 */
public final class SimLink {
    private static final int LANES = 8;

    private final long[] lastArrival = new long[LANES];
    private long latency = 200_000;
    private long jitter = 300_000;
    private boolean blocked;
    private double loss;
    private double duplication;
    private boolean unordered;

    /** Least delay of a message, and the most that chance adds, in nanoseconds. */
    public void setLatency(long least, long extra) {
        latency = least;
        jitter = extra;
    }

    /** Whether nothing gets through. */
    public void setBlocked(boolean isBlocked) {
        blocked = isBlocked;
    }

    /** The part of the messages that is lost, and the part that arrives twice. */
    public void setLoss(double lost, double twice) {
        loss = lost;
        duplication = twice;
    }

    /** Whether messages of one kind may overtake each other, which real transports do not let happen. */
    public void setUnordered(boolean isUnordered) {
        unordered = isUnordered;
    }

    /** Takes all faults away, not the latency. */
    public void heal() {
        blocked = false;
        loss = 0;
        duplication = 0;
        unordered = false;
    }

    boolean isBlocked() {
        return blocked;
    }

    double loss() {
        return loss;
    }

    double duplication() {
        return duplication;
    }

    /** When a message that leaves at a time arrives; {@code draw} is from 0 to 1. */
    long arrival(long departure, int lane, double draw) {
        long arrival = departure + latency + (long) (draw * jitter);
        if (!unordered) {
            arrival = Math.max(arrival, lastArrival[lane] + 1);
            lastArrival[lane] = arrival;
        }
        return arrival;
    }
}
