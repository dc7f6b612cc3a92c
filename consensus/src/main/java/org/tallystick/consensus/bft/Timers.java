package org.tallystick.consensus.bft;

/** The timers the protocol sets, by number. None runs on an idle network, unless a heartbeat is asked for. */
final class Timers {
    /** The lowest number in use. */
    static final int FIRST = 1;
    /** The highest number in use. */
    static final int LAST = 9;

    /** The current view has waited long enough. */
    static final int VIEW = 1;
    /** Send unfinished business again. */
    static final int RESEND = 2;
    /** As leader, propose an empty block to finish the last one. */
    static final int EMPTY = 3;
    /** A heartbeat is due. */
    static final int HEARTBEAT = 4;
    /** Ask again for what is known of this validator's votes. */
    static final int QUERY = 5;
    /** Peers may be answered again. */
    static final int ANSWER = 6;
    /** Ask for what is missing. */
    static final int FETCH = 7;
    /** A block's timestamp may be near enough now. */
    static final int RECHECK = 8;
    /** As leader, enough time has been given for a fuller block. */
    static final int GATHER = 9;

    /** Up to so many transactions are proposed at once. */
    static final int FEW = 2;
    /** For how long a leader with more of them waits for a fuller block, in ms: votes cost the same for any number. */
    static final long GATHER_TIME = 10;
    /** First wait before something is sent again, in ms. */
    static final long RESEND_FIRST = 250;
    /** Longest wait before something is sent again, in ms. */
    static final long RESEND_MAX = 2_000;
    /** First wait before something missing is asked for, in ms; it is usually on its way. */
    static final long FETCH_FIRST = 50;
    /** For how long a peer's stale messages get a bounded number of answers, in ms. */
    static final long ANSWER_WINDOW = 100;

    private Timers() {}
}
