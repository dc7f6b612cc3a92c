package org.tallystick.api;

import java.util.List;
import java.util.Objects;

/**
 * What {@link Ledger#repair} has found, and what it has not put right.
 *
 * @param found what was read, and what was wrong with it
 * @param left what is wrong still, at most {@link StoreReport#MAX_FINDINGS}: a block that no connected peer keeps, or a
 *     part of the state, for which the store is replaced where peers have what is needed
 * @param more how much more is wrong still that is not listed
 */
public record RepairReport(StoreReport found, List<StoreReport.Finding> left, long more) {
    /** Copies the list. */
    public RepairReport {
        Objects.requireNonNull(found, "found");
        left = List.copyOf(left);
    }

    /** Whether nothing is wrong now. */
    public boolean sound() {
        return left.isEmpty() && more == 0;
    }

    /** How much was put right. */
    public long repaired() {
        return found.findings().size() + found.more() - left.size() - more;
    }
}
