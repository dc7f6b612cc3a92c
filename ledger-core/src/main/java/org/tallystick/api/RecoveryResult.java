package org.tallystick.api;

/** What a node answers to a recovery certificate. */
public sealed interface RecoveryResult {
    /** The ledger goes on from here; the node tells its peers. */
    record Recovered(Head head) implements RecoveryResult {}

    /** The node does not follow it, and why; nothing has changed. */
    record Refused(String reason) implements RecoveryResult {}
}
