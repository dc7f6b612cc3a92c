package org.tallystick.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a node keeps transactions, receipts and the index of transactions. A block's are removed once it is older
 * than both bounds that are given; the times compared are those of blocks, not of a clock. Headers, certificates and
 * what proofs about older blocks need are always kept: some hundred bytes a block. The state is what it is after the last
 * block; no earlier values of a key are kept.
 *
 * <p>A node that removes old blocks cannot give them to others; some node must keep all, or newcomers begin with a
 * snapshot.
 *
 * @param blocks how many of the last blocks to keep, at least {@link #LEAST_BLOCKS}
 * @param age how long to keep blocks, more than zero
 */
public record Retention(OptionalLong blocks, Optional<Duration> age) {
    /** So many of the last blocks are kept in any case, for peers that catch up. */
    public static final long LEAST_BLOCKS = 256;

    /** Everything is kept. */
    public static final Retention ARCHIVE = new Retention(OptionalLong.empty(), Optional.empty());

    /** Checks the bounds. */
    public Retention {
        Objects.requireNonNull(age, "age");
        if (blocks.isPresent() && blocks.getAsLong() < LEAST_BLOCKS) {
            throw new IllegalArgumentException(
                    "at least " + LEAST_BLOCKS + " blocks are kept, not " + blocks.getAsLong());
        }
        if (age.isPresent() && (age.get().isNegative() || age.get().isZero())) {
            throw new IllegalArgumentException("blocks are kept for more than no time, not " + age.get());
        }
    }

    /** Keeps the last so many blocks. */
    public static Retention ofBlocks(long blocks) {
        return new Retention(OptionalLong.of(blocks), Optional.empty());
    }

    /** Keeps the blocks of the last time, and {@link #LEAST_BLOCKS} in any case. */
    public static Retention ofAge(Duration age) {
        return new Retention(OptionalLong.of(LEAST_BLOCKS), Optional.of(age));
    }

    /** Whether everything is kept. */
    public boolean isArchive() {
        return blocks.isEmpty() && age.isEmpty();
    }
}
