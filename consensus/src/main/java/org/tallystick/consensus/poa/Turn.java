package org.tallystick.consensus.poa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ValidatorSet;

/**
 * What a header carries for this engine: everything about the blocks below that decides who may seal it and whether it
 * may be empty, so that a header and its parent's suffice to judge it.
 *
 * @param epoch the epoch
 * @param quiet how many blocks without transactions stand directly below, at most as many as make a block final
 * @param recent who sealed the blocks below, the nearest first: as many as must pass before an authority seals again
 */
record Turn(long epoch, int quiet, List<Integer> recent) {
    private static final int VERSION = 1;

    /** More would not fit into a header's engine fields. */
    static final int MAX_AUTHORITIES = 255;

    Turn {
        recent = List.copyOf(recent);
    }

    /** How many blocks in a row are sealed by different authorities: more than half of n. */
    static int span(int authorities) {
        return authorities / 2 + 1;
    }

    /** What the block above a header carries; empty when the header is not one of this engine's. */
    static Optional<Turn> above(BlockHeader parent, ValidatorSet authorities) {
        int most = span(authorities.size()) - 1;
        if (parent.height() == 0) {
            return Optional.of(new Turn(authorities.epoch(), most, List.of()));
        }
        Turn below = decode(parent.engineFields());
        int sealer = authorities.indexOf(parent.proposer()).orElse(-1);
        if (below == null || sealer < 0 || below.recent().size() > most) {
            return Optional.empty();
        }
        List<Integer> recent = new ArrayList<>();
        recent.add(sealer);
        recent.addAll(below.recent());
        int quiet = parent.transactionCount() > 0 ? 0 : Math.min(most, below.quiet() + 1);
        return Optional.of(new Turn(authorities.epoch(), quiet, recent.subList(0, Math.min(most, recent.size()))));
    }

    /** Whose turn a height is. */
    static int inTurn(long height, int authorities) {
        return (int) (height % authorities);
    }

    /** Whether an authority may seal this block. */
    boolean maySeal(int authority) {
        return !recent.contains(authority);
    }

    /** Whether this block may be empty: an earlier one is not final without it. */
    boolean mayBeEmpty(int authorities) {
        return quiet < span(authorities) - 1;
    }

    /**
     * How many authorities come before one, counted from that whose turn it is and leaving out those that may not seal;
     * -1 when it may not seal itself.
     */
    int rank(long height, int authority, int authorities) {
        if (!maySeal(authority)) {
            return -1;
        }
        int rank = 0;
        for (int i = inTurn(height, authorities); i != authority; i = (i + 1) % authorities) {
            rank += maySeal(i) ? 1 : 0;
        }
        return rank;
    }

    Bytes encode() {
        CanonicalWriter out = new CanonicalWriter(16 + recent.size())
                .u8(VERSION)
                .u64(epoch)
                .u8(quiet)
                .u8(recent.size());
        recent.forEach(out::u8);
        return out.toBytes();
    }

    /** Null when the bytes are no such fields. */
    private static Turn decode(Bytes fields) {
        CanonicalReader in = CanonicalReader.of(fields);
        try {
            if (in.u8("version") != VERSION) {
                return null;
            }
            long epoch = in.u64("epoch");
            int quiet = in.u8("quiet");
            int count = in.u8("recent sealers");
            List<Integer> recent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                recent.add(in.u8("recent sealer"));
            }
            in.end("engine fields");
            return new Turn(epoch, quiet, recent);
        } catch (MalformedException e) {
            return null; // the caller says what is wrong
        }
    }
}
