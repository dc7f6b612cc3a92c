package org.tallystick.model;

import java.util.List;
import java.util.Objects;

/**
 * A block: its header and the transactions it orders.
 *
 * @param header the head
 * @param transactions as many as the header counts
 */
public record Block(BlockHeader header, List<SignedTransaction> transactions) {
    /** Checks the count and copies the list. */
    public Block {
        Objects.requireNonNull(header, "header");
        transactions = List.copyOf(transactions);
        if (header.transactionCount() != transactions.size()) {
            throw new IllegalArgumentException("the header counts " + header.transactionCount()
                    + " transactions, the block holds " + transactions.size());
        }
    }
}
