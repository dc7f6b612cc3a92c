package org.tallystick.model;

/**
 * The ledger's own settings. They are part of its state: the same on every node, and changed only by a decision on the
 * ledger, never by a file.
 *
 * @param maxBlockBytes most encoded bytes of transactions in a block, from 1 KiB to 32 MiB
 * @param maxBlockTransactions most transactions in a block, from 1 to 100,000
 * @param maxTransactionBytes most encoded bytes of a transaction, from 256 to {@code maxBlockBytes}
 * @param maxTransactionLifetimeMs how far valid-until may lie ahead of the block, in ms; bounds what a node remembers
 * @param maxResourceLimit most resource units a transaction may ask for
 * @param maxLanes lanes of an account, from 1 to 65,536
 * @param viewTimeoutMs how long the first view of an idle chain waits for its leader, in ms, from 10 to 10,000
 * @param maxViewTimeoutMs cap on that wait when it grows, in ms, from {@code viewTimeoutMs} to 60,000
 * @param heartbeatMs an empty block is due after this many ms without one; 0 means never
 * @param engineSettings what the consensus engine has to be told, in its own encoding; empty for what it takes by itself
 */
public record Parameters(
        int maxBlockBytes,
        int maxBlockTransactions,
        int maxTransactionBytes,
        long maxTransactionLifetimeMs,
        long maxResourceLimit,
        int maxLanes,
        int viewTimeoutMs,
        int maxViewTimeoutMs,
        int heartbeatMs,
        Bytes engineSettings) {
    /** The most transactions in a block, whatever the settings. */
    public static final int MAX_BLOCK_TRANSACTIONS = 100_000;

    /** The most bytes of engine settings. */
    public static final int MAX_ENGINE_SETTINGS = 1024;

    /** Settings that suit a cluster of a few organisations. */
    public static final Parameters DEFAULT =
            new Parameters(1 << 20, 2_000, 128 << 10, 3_600_000, 1_000_000, 1_024, 1_000, 10_000, 0);

    /** Checks every bound. */
    public Parameters {
        check("max_block_bytes", maxBlockBytes, 1024, 32 << 20);
        check("max_block_transactions", maxBlockTransactions, 1, MAX_BLOCK_TRANSACTIONS);
        check("max_transaction_bytes", maxTransactionBytes, 256, maxBlockBytes);
        check("max_transaction_lifetime_ms", maxTransactionLifetimeMs, 1_000, 366L * 86_400_000);
        check("max_resource_limit", maxResourceLimit, 1, Long.MAX_VALUE);
        check("max_lanes", maxLanes, 1, Transaction.MAX_LANE + 1);
        check("view_timeout_ms", viewTimeoutMs, 10, 10_000);
        check("max_view_timeout_ms", maxViewTimeoutMs, viewTimeoutMs, 60_000);
        check("heartbeat_ms", heartbeatMs, 0, 86_400_000);
        check("the number of bytes of engine_settings", engineSettings.size(), 0, MAX_ENGINE_SETTINGS);
    }

    /** Without settings for the engine. */
    public Parameters(
            int maxBlockBytes,
            int maxBlockTransactions,
            int maxTransactionBytes,
            long maxTransactionLifetimeMs,
            long maxResourceLimit,
            int maxLanes,
            int viewTimeoutMs,
            int maxViewTimeoutMs,
            int heartbeatMs) {
        this(
                maxBlockBytes,
                maxBlockTransactions,
                maxTransactionBytes,
                maxTransactionLifetimeMs,
                maxResourceLimit,
                maxLanes,
                viewTimeoutMs,
                maxViewTimeoutMs,
                heartbeatMs,
                Bytes.EMPTY);
    }

    /** The same with other settings for the engine. */
    public Parameters withEngineSettings(Bytes settings) {
        return new Parameters(
                maxBlockBytes,
                maxBlockTransactions,
                maxTransactionBytes,
                maxTransactionLifetimeMs,
                maxResourceLimit,
                maxLanes,
                viewTimeoutMs,
                maxViewTimeoutMs,
                heartbeatMs,
                settings);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be from " + min + " to " + max + ", not " + value);
        }
    }
}
