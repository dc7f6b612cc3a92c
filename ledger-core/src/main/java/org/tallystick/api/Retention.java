package org.tallystick.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;

/**
 * How long a node keeps transactions, receipts, the index of transactions, and earlier values of the state. A block's are
 * removed once it is older than both bounds that are given; the times compared are those of blocks, not of a clock. Headers,
 * certificates and what proofs about older blocks need are always kept: some hundred bytes a block. So is the state after
 * the last block. That after an earlier one can be asked ({@link Ledger#query(ContractId, Bytes, long)}) as long as the
 * block above it is kept, if old state is kept at all.
 *
 * <p>A node that removes old blocks cannot give them to others; some node must keep all, or newcomers begin with a
 * snapshot. Old state is of use to the node itself only: nobody needs it of another.
 *
 * @param blocks how many of the last blocks to keep, at least {@link #LEAST_BLOCKS}
 * @param age how long to keep blocks, more than zero
 * @param oldState whether to keep what keys of the state had before blocks changed them
 */
public record Retention(OptionalLong blocks, Optional<Duration> age, boolean oldState) {
    /** So many of the last blocks are kept in any case, for peers that catch up. */
    public static final long LEAST_BLOCKS = 256;

    /** All blocks are kept, and the state after the last of them; what a node does that is told nothing else. */
    public static final Retention ALL_BLOCKS = new Retention(OptionalLong.empty(), Optional.empty(), false);

    /** Everything is kept. */
    public static final Retention ARCHIVE = new Retention(OptionalLong.empty(), Optional.empty(), true);

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

    /** Keeps the last so many blocks, and the state after each. */
    public static Retention ofBlocks(long blocks) {
        return new Retention(OptionalLong.of(blocks), Optional.empty(), true);
    }

    /** Keeps the blocks of the last time, and {@link #LEAST_BLOCKS} in any case, and the state after each. */
    public static Retention ofAge(Duration age) {
        return new Retention(OptionalLong.of(LEAST_BLOCKS), Optional.of(age), true);
    }

    /** The same for blocks, and of the state only what it is after the last one. */
    public Retention withoutOldState() {
        return new Retention(blocks, age, false);
    }

    /** Whether no block is ever removed. */
    public boolean keepsAllBlocks() {
        return blocks.isEmpty() && age.isEmpty();
    }
}
