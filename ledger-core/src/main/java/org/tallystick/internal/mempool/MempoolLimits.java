package org.tallystick.internal.mempool;

/**
 * How much a node holds of what is not final yet.
 *
 * @param maxTransactions transactions in all
 * @param maxBytes their encoded bytes in all
 * @param maxPerSender transactions of one account
 * @param maxAhead how far a sequence number may be ahead of what the ledger expects
 */
public record MempoolLimits(int maxTransactions, long maxBytes, int maxPerSender, int maxAhead) {
    /** For a node with some hundred megabytes. */
    public static final MempoolLimits DEFAULT = new MempoolLimits(20_000, 64L << 20, 2_000, 1_000);
}
