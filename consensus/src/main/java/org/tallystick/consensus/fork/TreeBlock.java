package org.tallystick.consensus.fork;

import java.math.BigInteger;
import org.tallystick.model.NodeId;

/** A block in the tree, and how far the checking of it has come. Used by one thread. */
final class TreeBlock {
    /** How far. */
    enum Status {
        /** Not executed yet; it is when its chain would be the heaviest. */
        WAITING,
        /** The node is at it. */
        CHECKING,
        /** Fit to be built on. */
        VALID,
        /** Not now: its time is too far ahead of the clock, or the node does not know its parent yet. */
        PARKED
    }

    private final SealedBlock sealed;
    private final BigInteger total;
    private final NodeId from;
    private TreeBlock parent;
    private Status status = Status.WAITING;

    /**
     * A block that follows another.
     *
     * @param parent null when that is the last final block
     * @param total weight of the chain up to this block, from some earlier final block on
     * @param from who delivered it; null when it was made here
     */
    TreeBlock(SealedBlock sealed, TreeBlock parent, BigInteger total, NodeId from) {
        this.sealed = sealed;
        this.parent = parent;
        this.total = total;
        this.from = from;
    }

    SealedBlock sealed() {
        return sealed;
    }

    /** The block below, or null when that is the last final one. */
    TreeBlock parent() {
        return parent;
    }

    /** The block below is final now; lets go of it and all below. */
    void standsOnRoot() {
        parent = null;
    }

    BigInteger total() {
        return total;
    }

    NodeId from() {
        return from;
    }

    Status status() {
        return status;
    }

    boolean isValid() {
        return status == Status.VALID;
    }

    void set(Status now) {
        status = now;
    }
}
