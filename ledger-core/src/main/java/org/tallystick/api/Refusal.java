package org.tallystick.api;

/**
 * Why a node does not accept a transaction.
 *
 * @param reason for programs
 * @param message what was wrong and what would be right, for people
 */
public record Refusal(Reason reason, String message) {
    /** The reasons there are. */
    public enum Reason {
        /** It cannot be encoded or decoded. */
        MALFORMED,
        /** It is larger than the ledger's parameters allow. */
        TOO_LARGE,
        /** It names another chain. */
        WRONG_CHAIN,
        /** A signature does not verify. */
        BAD_SIGNATURE,
        /** The signatures are not those that the account needs. */
        WRONG_SIGNERS,
        /** Its valid-until time has passed. */
        EXPIRED,
        /** Its valid-until time lies further ahead than the ledger's parameters allow. */
        VALID_TOO_LONG,
        /** Its sequence number has been used. */
        SEQUENCE_USED,
        /** Its sequence number is too far ahead of what the ledger expects. */
        SEQUENCE_TOO_HIGH,
        /** Another transaction with its lane and sequence number is held already. */
        SEQUENCE_TAKEN,
        /** Its lane number is beyond what the ledger's parameters allow. */
        LANE_TOO_HIGH,
        /** It asks for more resources than the ledger's parameters allow. */
        RESOURCE_LIMIT,
        /** The ledger lists no such contract. */
        UNKNOWN_CONTRACT,
        /** The contract cannot read the call. */
        BAD_CALL,
        /** The node holds as many transactions as it may; try again later. */
        POOL_FULL,
        /** The node holds as many transactions of this sender as it may; try again later. */
        SENDER_LIMIT,
        /** The node has more to check than it can; try again later. */
        BUSY,
        /** The node is not in a state to accept anything; its health says why. */
        NOT_RUNNING
    }

    /** Whether the same transaction may be accepted later. */
    public boolean isTransient() {
        return switch (reason) {
            case POOL_FULL, SENDER_LIMIT, BUSY, NOT_RUNNING, SEQUENCE_TOO_HIGH, SEQUENCE_TAKEN -> true;
            default -> false;
        };
    }
}
