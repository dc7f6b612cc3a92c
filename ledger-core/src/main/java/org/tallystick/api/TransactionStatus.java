package org.tallystick.api;

import org.tallystick.model.Receipt;

/** What a node knows of a transaction. */
public sealed interface TransactionStatus {
    /** It is in a final block. */
    record Final(Receipt receipt) implements TransactionStatus {}

    /** The node holds it, and it may yet become final. */
    record Pending() implements TransactionStatus {}

    /**
     * It can never become final: its time has passed, or another transaction has taken its sequence number. Told only
     * while the node remembers having held it.
     */
    record Dropped(String reason) implements TransactionStatus {}

    /**
     * The node does not know it. It can still become final through another node until the chain's head is later than
     * its valid-until time; after that, never. It may also be final already in a block that this node does not keep
     * ({@link Retention}) or has not seen, as it began with a snapshot: then its sequence number has been used, which {@link
     * Ledger#nextSequence} shows.
     */
    record Unknown() implements TransactionStatus {}
}
