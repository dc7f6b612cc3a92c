package org.tallystick.p2p;

/**
 * A frame to be written: its body is {@code head} followed by {@code payload}. Neither array is written to after it is
 * made, so one frame can wait in the queues of many connections without a copy.
 */
final class OutFrame {
    /** What a waiting frame costs besides its bytes, roughly: references and its place in a queue. */
    private static final int OVERHEAD = 64;

    private final FrameType type;
    private final byte[] head;
    private final byte[] payload;

    OutFrame(FrameType type, byte[] head, byte[] payload) {
        this.type = type;
        this.head = head;
        this.payload = payload;
    }

    FrameType type() {
        return type;
    }

    byte[] head() {
        return head;
    }

    byte[] payload() {
        return payload;
    }

    /** The bytes of the body. */
    int size() {
        return head.length + payload.length;
    }

    /** What the frame counts for in a queue. */
    int cost() {
        return size() + OVERHEAD;
    }
}
