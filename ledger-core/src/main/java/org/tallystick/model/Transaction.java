package org.tallystick.model;

import java.util.List;
import java.util.Objects;

/**
 * What an account asks of the ledger: one call of one contract. The id of a transaction is the hash of this body alone,
 * so nobody can give it another id by touching a signature.
 *
 * @param chainId the chain it is meant for; no other accepts it
 * @param sender the account that asks
 * @param lane which of the sender's parallel queues it stands in, from 0 to 65,535
 * @param sequence its place in that queue, counted from 0 without gaps; never negative
 * @param validUntil the last block timestamp, in milliseconds since 1970-01-01T00:00Z, at which it may be included
 * @param contract the contract called
 * @param call the call in the contract's own encoding
 * @param resourceLimit the most resource units the execution may use; positive
 * @param attachments salted commitments to data that is kept beside the chain, at most {@link #MAX_ATTACHMENTS}
 */
public record Transaction(
        Hash chainId,
        AccountId sender,
        int lane,
        long sequence,
        long validUntil,
        ContractId contract,
        Bytes call,
        long resourceLimit,
        List<Hash> attachments) {
    /** The most attachment commitments that one transaction carries. */
    public static final int MAX_ATTACHMENTS = 64;

    /** The highest lane number. */
    public static final int MAX_LANE = 0xFFFF;

    /** Checks the bounds and copies the list. */
    public Transaction {
        Objects.requireNonNull(chainId, "chainId");
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(contract, "contract");
        Objects.requireNonNull(call, "call");
        attachments = List.copyOf(attachments);
        require(lane >= 0 && lane <= MAX_LANE, "lane must be from 0 to 65535, not ", lane);
        require(sequence >= 0, "sequence must not be negative: ", sequence);
        require(validUntil >= 0, "valid-until must not be negative: ", validUntil);
        require(resourceLimit > 0, "resource limit must be positive, not ", resourceLimit);
        require(attachments.size() <= MAX_ATTACHMENTS, "at most 64 attachments, not ", attachments.size());
    }

    private static void require(boolean condition, String message, long value) {
        if (!condition) {
            throw new IllegalArgumentException(message + value);
        }
    }
}
