package org.tallystick.consensus.pow;

/**
 * How hard a node mines. Local to the node; not part of the ledger.
 *
 * @param triesAPiece nonces tried in one go on one of the node's worker threads, 1 to 1,000,000
 * @param pauseMs pause after each such piece, 0 to 60,000 ms
 */
public record PowMining(int triesAPiece, int pauseMs) {
    /** About 200,000 tries a second, which takes a tenth to a quarter of a processor. */
    public static final PowMining GENTLE = new PowMining(2_000, 10);

    /** All that one thread can do, in pieces of some milliseconds. */
    public static final PowMining FULL = new PowMining(8_192, 0);

    /** Checks the bounds. */
    public PowMining {
        if (triesAPiece < 1 || triesAPiece > 1_000_000) {
            throw new IllegalArgumentException("a piece has 1 to 1000000 tries, not " + triesAPiece);
        }
        if (pauseMs < 0 || pauseMs > 60_000) {
            throw new IllegalArgumentException("the pause must be from 0 to 60000 ms, not " + pauseMs);
        }
    }
}
