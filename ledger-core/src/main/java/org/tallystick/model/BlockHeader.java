package org.tallystick.model;

import java.util.Objects;

/**
 * The head of a block. Its hash names the block, and because the roots stand in it, a certificate over that hash
 * attests both the order and the outcome of the transactions.
 *
 * @param chainId the chain
 * @param height distance from the genesis block, which has height 0
 * @param parent hash of the block before; zero for genesis
 * @param timestamp milliseconds since 1970-01-01T00:00Z, strictly above the parent's
 * @param proposer the key of the validator that made the block; all zero for genesis
 * @param transactionCount number of transactions, never negative
 * @param transactionRoot RFC 6962 root over the signed transactions
 * @param receiptRoot RFC 6962 root over the receipts
 * @param stateRoot root of the state after this block
 * @param historyRoot RFC 6962 root over the hashes of all earlier blocks, genesis first
 * @param configHash hash of the validator set and parameters in force at this block
 * @param nextConfigHash hash of those in force for the next block
 * @param engineFields what the consensus engine adds, at most {@link #MAX_ENGINE_FIELDS} bytes
 */
public record BlockHeader(
        Hash chainId,
        long height,
        Hash parent,
        long timestamp,
        PublicKey proposer,
        int transactionCount,
        Hash transactionRoot,
        Hash receiptRoot,
        Hash stateRoot,
        Hash historyRoot,
        Hash configHash,
        Hash nextConfigHash,
        Bytes engineFields) {
    /** The most bytes an engine may add to a header. */
    public static final int MAX_ENGINE_FIELDS = 1024;

    /** Checks the bounds. */
    public BlockHeader {
        Objects.requireNonNull(chainId, "chainId");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(proposer, "proposer");
        Objects.requireNonNull(transactionRoot, "transactionRoot");
        Objects.requireNonNull(receiptRoot, "receiptRoot");
        Objects.requireNonNull(stateRoot, "stateRoot");
        Objects.requireNonNull(historyRoot, "historyRoot");
        Objects.requireNonNull(configHash, "configHash");
        Objects.requireNonNull(nextConfigHash, "nextConfigHash");
        if (height < 0 || timestamp < 0 || transactionCount < 0) {
            throw new IllegalArgumentException("height, timestamp and transaction count must not be negative");
        }
        if (engineFields.size() > MAX_ENGINE_FIELDS) {
            throw new IllegalArgumentException("engine fields have at most 1024 bytes, not " + engineFields.size());
        }
    }
}
