package org.tallystick.testkit.sim;

/**
 * One direction between two machines: how long messages take, and what goes wrong with them. Changed freely while the
 * simulation runs, between its steps.
 */
public final class SimLink {
    private static final int LANES = 8;

    private long[] lastArrival;
    private long latency = 200_000;
    private long jitter = 300_000;
    private boolean blocked;
    private double loss;
    private double duplication;
    private boolean unordered;
    private boolean liesAboutChain;

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

    /** One more reason for messages to be lost: this part of what gets through otherwise. */
    public void addLoss(double part) {
        loss = 1 - (1 - loss) * (1 - part);
    }

    /** One more reason for messages to arrive twice. */
    public void addDuplication(double part) {
        duplication = 1 - (1 - duplication) * (1 - part);
    }

    /** More delay: this much always, and up to so much more by chance, in nanoseconds. */
    public void addDelay(long always, long extra) {
        latency += always;
        jitter += extra;
    }

    /** Whether the sender spoils everything but consensus messages: what it says of the chain's state and blocks. */
    public void setLiesAboutChain(boolean lies) {
        liesAboutChain = lies;
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
        liesAboutChain = false;
    }

    /** What is sent from now on need not wait for what was sent before. */
    void forgetOrder() {
        lastArrival = null;
    }

    boolean isBlocked() {
        return blocked;
    }

    boolean liesAboutChain() {
        return liesAboutChain;
    }

    double loss() {
        return loss;
    }

    double duplication() {
        return duplication;
    }

    /** How long a message takes that waits for none before it; {@code draw} is from 0 to 1. */
    long delay(double draw) {
        return latency + (long) (draw * jitter);
    }

    /** When a message that leaves at a time arrives; {@code draw} is from 0 to 1. */
    long arrival(long departure, int lane, double draw) {
        long arrival = departure + delay(draw);
        if (!unordered) {
            if (lastArrival == null) {
                lastArrival = new long[LANES];
            }
            arrival = Math.max(arrival, lastArrival[lane] + 1);
            lastArrival[lane] = arrival;
        }
        return arrival;
    }
}
