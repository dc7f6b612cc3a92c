package org.tallystick.consensus.fork;

/** The timers, and how long they run, in milliseconds. Engines have numbers from {@link #FIRST_OF_ENGINE} on. */
public final class ForkTimers {
    /** Timers from this number on are the engine's own. */
    public static final int FIRST_OF_ENGINE = 100;

    static final int RESEND = 1;
    static final int FETCH = 2;
    static final int ANSWER = 3;
    static final int RECHECK = 4;

    static final long RESEND_FIRST = 250;
    static final long RESEND_MAX = 2_000;
    /** Rounds of repeating itself without progress after which a node hands out its transactions; a power of two. */
    static final int ROUNDS_TO_SPREAD = 4;

    static final long FETCH_FIRST = 30;
    static final long FETCH_MAX = 2_000;
    static final long ANSWER_WINDOW = 100;
    static final long RECHECK_MAX = 10_000;

    private ForkTimers() {}
}
