package org.tallystick.examples.cluster;

/**
 * What a frame on a node's control connection is about. The answer to a request has the request's kind and number, or the
 * kind {@link #ERROR} when the node could not answer at all.
 */
enum ControlKind {
    /** The request carries a signed transaction; the answer is an {@link Answer}, sent when its outcome is known. */
    SUBMIT(0),
    /** The request carries a transaction id; the answer is an {@link Answer}. */
    STATUS(1),
    /** The request is empty; the answer is a {@link NodeReport}. */
    REPORT(2),
    /** The request names a height and a count; the answer is a list of {@link BlockSummary}. */
    BLOCKS(3),
    /** The request carries a list of accounts; the answer is a height and as many balances. */
    BALANCES(4),
    /** The request carries a list of accounts and lanes; the answer is as many sequence numbers. */
    SEQUENCES(5),
    /** The answer to a request that failed, with the reason as text. */
    ERROR(6),
    /** The request names for how long; the answer is a list of times in nanoseconds, see {@link SyncProbe}. */
    SYNCS(7);

    private final int tag;

    ControlKind(int tag) {
        this.tag = tag;
    }

    /** The kind's byte in a frame. */
    int tag() {
        return tag;
    }

    static ControlKind of(int tag) {
        for (ControlKind kind : values()) {
            if (kind.tag == tag) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no control message has the tag " + tag);
    }
}
