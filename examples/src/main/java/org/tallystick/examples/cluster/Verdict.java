package org.tallystick.examples.cluster;

import java.util.List;

/**
 * What the check at the end found.
 *
 * @param height the last block, the same on every node
 * @param transactions final transactions of this run
 * @param rootsEqual whether every node has the same hash and state root at every height, each block upon the one before
 * @param lost acknowledged transfers that some node does not have
 * @param duplicated transactions that some node has more than once
 * @param rejectedButFinal transfers that were reported as rejected and are in a block nevertheless
 * @param balanceConserved whether, on every node, the balances are those that follow from the acknowledged transfers, and
 *     add up to what was issued
 * @param resolved transfers without an answer that turned out to be final
 * @param problems what was wrong, for people
 */
record Verdict(
        long height,
        long transactions,
        boolean rootsEqual,
        long lost,
        long duplicated,
        long rejectedButFinal,
        boolean balanceConserved,
        long resolved,
        List<String> problems) {
    /** Copies the list. */
    Verdict {
        problems = List.copyOf(problems);
    }

    /** Whether nothing was wrong. */
    boolean good() {
        return rootsEqual
                && lost == 0
                && duplicated == 0
                && rejectedButFinal == 0
                && balanceConserved
                && problems.isEmpty();
    }
}
