package org.tallystick.api;

import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;

/** What became of a submitted transaction. */
public sealed interface SubmitResult {
    /**
     * It is in a final block, which is on this node's disk. Whether the contract did what was asked stands in the
     * receipt.
     */
    record Final(Receipt receipt) implements SubmitResult {}

    /**
     * This node did not accept it, and nothing of it was passed on. That holds for this submission only: when the same
     * transaction was accepted before, here or elsewhere, it may still become final until the chain is past its
     * valid-until time.
     */
    record Refused(Refusal refusal) implements SubmitResult {}

    /**
     * It was accepted, but can never become final: its time passed, or another transaction took its sequence number.
     */
    record Dropped(Hash transactionId, String reason) implements SubmitResult {}

    /**
     * This node cannot say: it may or may not become final. Ask {@link Ledger#status}, or submit the same transaction
     * again.
     *
     * @param transactionId what to ask about
     * @param reason why it cannot be told
     */
    record Indeterminate(Hash transactionId, String reason) implements SubmitResult {}

    /**
     * The receipt.
     *
     * @throws SubmitException when there is none, with this result
     */
    default Receipt receiptOrThrow() {
        if (this instanceof Final ended) {
            return ended.receipt();
        }
        throw new SubmitException(this);
    }
}
