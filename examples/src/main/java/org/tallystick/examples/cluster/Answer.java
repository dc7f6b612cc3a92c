package org.tallystick.examples.cluster;

import org.tallystick.api.Refusal;

/** What a node says about a transaction, over its control connection. */
sealed interface Answer {
    /**
     * It is in a final block on the node's disk.
     *
     * @param succeeded whether the contract did what was asked
     * @param height the block
     * @param detail how it ended, for people; empty when it succeeded
     */
    record Final(boolean succeeded, long height, String detail) implements Answer {}

    /**
     * The node does not take it.
     *
     * @param reason why
     * @param message the same for people
     */
    record Refused(Refusal.Reason reason, String message) implements Answer {
        /** Whether the node has no room for it now. */
        boolean isBusy() {
            return reason == Refusal.Reason.BUSY
                    || reason == Refusal.Reason.POOL_FULL
                    || reason == Refusal.Reason.SENDER_LIMIT;
        }

        boolean isTransient() {
            return new Refusal(reason, message).isTransient();
        }
    }

    /** The node cannot say. */
    record Indeterminate(String reason) implements Answer {}

    /** The node holds it. */
    record Pending() implements Answer {}

    /** It can never become final. */
    record Dropped(String reason) implements Answer {}

    /**
     * The node does not know it.
     *
     * @param headTimestamp the timestamp of the node's last final block; nothing with an earlier valid-until follows
     */
    record Unknown(long headTimestamp) implements Answer {}
}
