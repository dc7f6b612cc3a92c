package org.tallystick.internal.sync;

/**
 * When a node catches up in which way.
 *
 * @param snapshotGap a node that holds nothing yet, and hears of a height above this, begins with a snapshot;
 *     {@link Long#MAX_VALUE} for never
 * @param bytesAPart fetched blocks are made final together up to the next certificate after so many bytes: until a block is
 *     final, whoever reads the state looks through the changes of every one below it
 */
public record SyncLimits(long snapshotGap, long bytesAPart) {
    private static final long USUAL_PART = 1 << 20;

    /** Checks the bound. */
    public SyncLimits {
        if (snapshotGap < 1) {
            throw new IllegalArgumentException("a snapshot is of a block above the genesis, not above " + snapshotGap);
        }
    }

    /** With parts of the usual size. */
    public SyncLimits(long snapshotGap) {
        this(snapshotGap, USUAL_PART);
    }

    /** Below a thousand blocks, fetching them all is quicker than looking for a snapshot. */
    public static final SyncLimits DEFAULT = new SyncLimits(1_000);
}
