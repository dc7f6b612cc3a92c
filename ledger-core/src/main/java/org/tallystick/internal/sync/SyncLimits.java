package org.tallystick.internal.sync;

/**
 * When a node catches up in which way.
 *
 * @param snapshotGap a node that holds nothing yet, and hears of a height above this, begins with a snapshot;
 *     {@link Long#MAX_VALUE} for never
 */
public record SyncLimits(long snapshotGap) {
    /** Checks the bound. */
    public SyncLimits {
        if (snapshotGap < 1) {
            throw new IllegalArgumentException("a snapshot is of a block above the genesis, not above " + snapshotGap);
        }
    }

    /** Below a thousand blocks, fetching them all is quicker than looking for a snapshot. */
    public static final SyncLimits DEFAULT = new SyncLimits(1_000);
}
