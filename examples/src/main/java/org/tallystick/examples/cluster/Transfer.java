package org.tallystick.examples.cluster;

import org.tallystick.model.Hash;

/** A signed transfer (or issue) on its way. What changes is guarded by its monitor. */
final class Transfer {
    private final long number;
    private final Hash id;
    private final byte[] encoded;
    private final Slot slot;
    private final int to;
    private final long amount;
    private final long validUntil;

    private long startNanos;
    private boolean counted;
    private int node = -1;
    private long sentNanos;
    private boolean ambiguous;
    private boolean done;

    Transfer(long number, Hash id, byte[] encoded, Slot slot, int to, long amount, long validUntil) {
        this.number = number;
        this.id = id;
        this.encoded = encoded;
        this.slot = slot;
        this.to = to;
        this.amount = amount;
        this.validUntil = validUntil;
    }

    /** Names it between coordinator and nodes. */
    long number() {
        return number;
    }

    Hash id() {
        return id;
    }

    byte[] encoded() {
        return encoded;
    }

    Slot slot() {
        return slot;
    }

    /** The index of the receiving account. */
    int to() {
        return to;
    }

    long amount() {
        return amount;
    }

    /** In milliseconds since 1970-01-01T00:00Z. */
    long validUntil() {
        return validUntil;
    }

    /** The client wants it from this moment on; it counts for the result if {@code inWindow}. */
    synchronized void begin(long nanos, boolean inWindow) {
        startNanos = nanos;
        counted = inWindow;
    }

    synchronized long startNanos() {
        return startNanos;
    }

    synchronized boolean counted() {
        return counted;
    }

    /** It goes to a node now. */
    synchronized void sentTo(int newNode, long nanos) {
        node = newNode;
        sentNanos = nanos;
    }

    /** The node it was last sent to, -1 for none. */
    synchronized int node() {
        return node;
    }

    synchronized long sentNanos() {
        return sentNanos;
    }

    /** A node took it and then gave no answer, so that a later refusal does not mean that it is not in a block. */
    synchronized void markAmbiguous() {
        ambiguous = true;
    }

    synchronized boolean ambiguous() {
        return ambiguous;
    }

    /** Ends it; true for the first caller only. */
    synchronized boolean finish() {
        boolean first = !done;
        done = true;
        return first;
    }

    synchronized boolean finished() {
        return done;
    }
}
