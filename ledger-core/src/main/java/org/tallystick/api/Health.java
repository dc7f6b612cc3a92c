package org.tallystick.api;

import java.util.List;
import org.tallystick.model.Hash;

/** How a node is doing. */
public sealed interface Health {
    /** It is being opened. */
    record Starting() implements Health {}

    /** It fetches blocks that others have already. */
    record CatchingUp(long height, long target) implements Health {}

    /**
     * It has nothing yet, or was away for longer than its peers keep their blocks, and fetches the state after a recent
     * block instead of all blocks before it.
     *
     * @param height of that block; 0 while it is being looked for
     * @param percent of the state that is here, 0 to 100
     * @param bytes that are here
     */
    record FetchingState(long height, int percent, long bytes) implements Health {}

    /**
     * It is in step with the ledger.
     *
     * @param role what it does for it, in the words of the engine
     * @param damage of its store that is known and could not be put right; it goes on all the same
     */
    record Running(String role, Damage damage) implements Health {}

    /** It would go on, but something keeps it from it. */
    record Stalled(StallReport report) implements Health {}

    /**
     * It has stopped for good; the application decides what to do. Nothing acknowledged is lost. A disk that fails is no
     * such fault: see {@link StallReport.StorageFails}.
     */
    record Failed(Failure failure) implements Health {}

    /** It has been closed. */
    record Closed() implements Health {}

    /** Whether the node takes part and answers. */
    default boolean isRunning() {
        return this instanceof Running;
    }

    /** What keeps a node from going on. */
    sealed interface StallReport {
        /** What a person might do. */
        String suggestion();

        /** Too few validators can be heard. */
        record NoQuorum(int heard, int needed, List<String> missing) implements StallReport {
            @Override
            public String suggestion() {
                return "start or reconnect " + (needed - heard) + " of: " + String.join(", ", missing);
            }
        }

        /** No peer is connected. */
        record NoPeers() implements StallReport {
            @Override
            public String suggestion() {
                return "check the bootstrap addresses, the firewall, and whether the other nodes run";
            }
        }

        /** This validator does not vote, as its record of earlier votes is lost or cannot be confirmed. */
        record VotesWithheld(String reason) implements StallReport {
            @Override
            public String suggestion() {
                return "it votes again when enough validators have confirmed that they hold no later vote of it, or in"
                        + " the next epoch";
            }
        }

        /**
         * The disk is full, read-only or failing, so that nothing can be made durable: the node does not vote and makes
         * nothing final.
         *
         * @param reason what the store said last
         */
        record StorageFails(String reason) implements StallReport {
            @Override
            public String suggestion() {
                return "make room on the node's disk, or make it writable again: the node then goes on by itself within"
                        + " some ten seconds";
            }
        }

        /**
         * The node was away for longer than its peers keep their blocks, and none of them has offered a snapshot that it
         * may begin anew from.
         *
         * @param height of its last block
         * @param target where its peers stand
         */
        record BlocksRemoved(long height, long target) implements StallReport {
            @Override
            public String suggestion() {
                return "allow it to begin with a snapshot, connect a node that keeps block " + (height + 1)
                        + ", or restore a later backup";
            }
        }

        /** There is a quorum, but agreement takes longer than expected. */
        record SlowAgreement(String detail) implements StallReport {
            @Override
            public String suggestion() {
                return "compare the clocks and the load of the validators";
            }
        }
    }

    /** Why a node has stopped. */
    sealed interface Failure {
        /** Executing a certified block here gives another result than the ledger agreed on. */
        record Diverged(long height, String what, Hash certified, Hash computed) implements Failure {}

        /** The disk or the store failed: it could not be read or written. */
        record StorageFailed(String message) implements Failure {}

        /** What is stored contradicts itself or cannot be read. */
        record StoreDamaged(String message) implements Failure {}

        /** A contract met a virtual machine error. */
        record ContractError(String message) implements Failure {}

        /** A fault in the node itself. */
        record Internal(String message) implements Failure {}
    }
}
