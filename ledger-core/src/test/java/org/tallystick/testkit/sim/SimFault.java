package org.tallystick.testkit.sim;

/**
 * Something that goes wrong for a while.
 *
 * @param kind what
 * @param atHeight begins once the chain is this high
 * @param delay and this many nanoseconds have passed since
 * @param duration how long it lasts, in nanoseconds
 * @param machine whom it strikes, where it strikes one
 * @param seed for what else is left to chance
 */
public record SimFault(Kind kind, long atHeight, long delay, long duration, int machine, long seed) {
    /** What can go wrong. */
    public enum Kind {
        /** A node breaks off, and is started again. */
        CRASH,
        /** A node breaks off while it writes to its vote journal. */
        CRASH_IN_JOURNAL,
        /** A node breaks off while it commits. */
        CRASH_IN_COMMIT,
        /** A node breaks off during one of its first writes after every start, again and again. */
        CRASH_LOOP,
        /** All nodes break off at once. */
        POWER_CUT,
        /** A machine stands still, then goes on. */
        PAUSE,
        /** A disk takes a hundred times longer. */
        SLOW_DISK,
        /** A disk refuses to write; the node is started anew afterwards. */
        FAILING_DISK,
        /** A validator's disk is replaced by an empty one. */
        LOST_DISK,
        /** A validator's disk is set back to what it was when the fault began. */
        RESTORED_DISK,
        /** The machines fall into two groups. */
        PARTITION,
        /** Two groups that only one machine connects. */
        BRIDGE,
        /** One machine is heard, or hears, but not both. */
        ONE_WAY,
        /** A partition that comes and goes. */
        FLAPPING,
        /** Messages are lost. */
        LOSS,
        /** Messages arrive twice and out of order. */
        DISORDER,
        /** Messages take very long. */
        DELAY,
        /** Connections break and come back. */
        RESET,
        /** A clock is wrong, for a while. */
        WRONG_CLOCK
    }
}
