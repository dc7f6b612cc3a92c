package org.tallystick.model;

import java.util.List;
import java.util.Objects;

/**
 * What became of one transaction. The receipts of a block are committed to by its header, so whoever holds the block's
 * certificate can prove an outcome.
 *
 * @param transactionId the transaction
 * @param height the block it is in
 * @param index its place in that block, from 0
 * @param outcome how it ended
 * @param resourcesUsed resource units used, never negative
 * @param events what the contract announced, in order, at most {@link #MAX_EVENTS}; empty unless it succeeded
 */
public record Receipt(
        Hash transactionId, long height, int index, Outcome outcome, long resourcesUsed, List<ContractEvent> events) {
    /** The most events of one transaction. */
    public static final int MAX_EVENTS = 64;

    /** Checks the bounds and copies the list. */
    public Receipt {
        Objects.requireNonNull(transactionId, "transactionId");
        Objects.requireNonNull(outcome, "outcome");
        events = List.copyOf(events);
        if (height < 0 || index < 0 || resourcesUsed < 0 || events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("a receipt's numbers are out of bounds");
        }
        if (!events.isEmpty() && !(outcome instanceof Outcome.Succeeded)) {
            throw new IllegalArgumentException("a transaction that did not succeed has no events");
        }
    }

    /** Whether the contract did what was asked. */
    public boolean succeeded() {
        return outcome instanceof Outcome.Succeeded;
    }
}
