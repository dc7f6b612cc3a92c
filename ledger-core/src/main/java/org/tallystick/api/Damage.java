package org.tallystick.api;

import java.util.List;

/**
 * What is known to be damaged in the store of a node that runs, and could not be put right yet: as when no connected peer
 * keeps a block. What nobody has read since the node was opened is not known; {@link Ledger#repair} reads everything.
 *
 * @param left what is damaged, at most {@link StoreReport#MAX_FINDINGS}
 * @param more how much more is damaged at least that is not listed
 */
public record Damage(List<StoreReport.Finding> left, long more) {
    /** None is known. */
    public static final Damage NONE = new Damage(List.of(), 0);

    /** Copies the list. */
    public Damage {
        left = List.copyOf(left);
    }

    /** Whether none is known. */
    public boolean isNone() {
        return left.isEmpty() && more == 0;
    }

    /** How much is damaged at least. */
    public long count() {
        return left.size() + more;
    }
}
