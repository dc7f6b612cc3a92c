package org.tallystick.spi.transport;

/** The kinds of message that go straight from node to node, each with a cap on its size. */
public enum MessageKind {
    /** Engine messages: proposals, votes, certificates. Goes before all else. */
    CONSENSUS(33 << 20),
    /** Small statements about a node's own state, such as its height. */
    STATUS(4 << 10),
    /** A request for blocks or other stored data. */
    SYNC_REQUEST(4 << 10),
    /** The answer to one. */
    SYNC_RESPONSE(34 << 20);

    private final int maxBytes;

    MessageKind(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The most bytes in a payload of this kind. A peer that sends more is cut off. */
    public int maxBytes() {
        return maxBytes;
    }
}
