package org.tallystick.spi.consensus;

import java.util.List;

/**
 * Where a protocol stands.
 *
 * @param epoch the epoch
 * @param view the view, round or attempt
 * @param role what this node does in consensus
 * @param waiting whether there is something to agree on that is not agreed yet
 * @param silent names of validators that have not been heard of in what is being waited for
 * @param detail one sentence for people
 * @param finalHeight the greatest height of which the protocol holds a proof that it is final, whether the node has the
 *     block or not; 0 when it knows of none
 * @param votesNext whether this node would vote from the beginning of the next epoch, were it a validator then
 */
public record EngineStatus(
        long epoch,
        long view,
        Role role,
        boolean waiting,
        List<String> silent,
        String detail,
        long finalHeight,
        boolean votesNext) {
    /** What a node does in consensus. */
    public enum Role {
        /** It follows. */
        OBSERVER,
        /** It votes. */
        VALIDATOR,
        /** It is a validator but cannot tell yet whether its record of earlier votes is complete, so it does not vote. */
        CONFIRMING,
        /** It is a validator whose record of earlier votes is lost or rolled back, so it does not vote in this epoch. */
        LOST_JOURNAL
    }

    /** For a protocol that holds no proofs of blocks that the node does not have, and whose validators vote at once. */
    public EngineStatus(long epoch, long view, Role role, boolean waiting, List<String> silent, String detail) {
        this(epoch, view, role, waiting, silent, detail, 0, true);
    }

    /** Copies the list. */
    public EngineStatus {
        silent = List.copyOf(silent);
    }
}
