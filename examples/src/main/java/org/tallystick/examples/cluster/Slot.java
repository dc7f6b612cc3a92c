package org.tallystick.examples.cluster;

/**
 * A lane of an account. At most one transfer of a slot is on its way, so that none ever waits for another that was lost.
 * Used by one thread at a time.
 */
final class Slot {
    private final LoadAccount account;
    private final int lane;
    private long nextSequence;

    Slot(LoadAccount account, int lane, long nextSequence) {
        this.account = account;
        this.lane = lane;
        this.nextSequence = nextSequence;
    }

    LoadAccount account() {
        return account;
    }

    int lane() {
        return lane;
    }

    /** The sequence number for the next transaction. */
    long nextSequence() {
        return nextSequence;
    }

    /** The transaction with that sequence number has become final. */
    void used() {
        nextSequence++;
    }
}
