package org.tallystick.consensus.bft;

import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * A leader's block for a view. Its one signature is the leader's notarize vote; the view of the parent is not signed,
 * since certificates decide it and here it only says what to ask for when they are missing.
 *
 * @param view the view, whose leader made it
 * @param parentView the view in which the parent was notarized
 * @param block the block
 * @param signature the leader's, over {@link #subject()}
 */
record Proposal(long view, long parentView, ProposedBlock block, Bytes signature) implements Item {
    Proposal {
        if (view < 1 || view > Limits.MAX_VIEW || parentView < 0 || parentView >= view) {
            throw new IllegalArgumentException("a proposal of view " + view + " on one of view " + parentView);
        }
        if (block.header().height() < 1) {
            throw new IllegalArgumentException("genesis is not proposed");
        }
    }

    /** What the leader's signature says. */
    Subject subject() {
        return Subject.notarize(view, block.header().height(), block.hash());
    }

    /** The notarize vote that this proposal is. */
    Vote vote(int leader) {
        return new Vote(subject(), leader, signature);
    }

    /** The same with a signature that is known to be good. */
    Proposal signed(Bytes good) {
        return new Proposal(view, parentView, block, good);
    }
}
