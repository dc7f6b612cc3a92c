package org.tallystick.consensus.bft;

import org.tallystick.consensus.bft.ViewTable.Standing;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Which block may be the parent of a proposal (Simplex, Chan and Pass 2023: a block extends a notarized blockchain and
 * every iteration between is a dummy block; rule: Propose): one that stands notarized in an earlier view, with a
 * nullification of every view between.
 */
final class ParentRule {
    /** Every certificate is there. */
    static final long NOTHING = -1;

    /** No certificate would help. */
    static final long NEVER = -2;

    private final Core core;

    ParentRule(Core core) {
        this.core = core;
    }

    /** Whether certificates at hand allow a block in a view: parent, height and the views between. */
    boolean allows(long view, ProposedBlock block) {
        return missing(view, block) == NOTHING;
    }

    /**
     * The view of which a certificate is missing for a block to be allowed: the highest that is neither nullified nor
     * has the parent notarized. The last block of an epoch may also be
     * proposed again after it was notarized (rule: Epochs), and nothing may be proposed on top of it. {@link #NOTHING} when none is missing, {@link #NEVER} when none would help.
     */
    long missing(long view, ProposedBlock block) {
        BlockHeader header = block.header();
        ViewTable views = core.views();
        for (long v = view - 1; v >= views.headView(); v--) {
            Standing standing = views.notarized(v);
            if (standing != null && standing.block().equals(header.parent())) {
                boolean fits = header.height() == standing.height() + 1
                        && header.proposer()
                                .equals(core.committee().key(core.committee().leader(view)))
                        && !core.blocks().isBoundary(header.parent());
                return fits ? NOTHING : NEVER;
            }
            if (standing != null && standing.block().equals(block.hash())) {
                return BlockTree.isBoundary(header) ? NOTHING : NEVER;
            }
            if (!views.nullified(v)) {
                return v > views.decided() ? v : NEVER;
            }
        }
        return NEVER;
    }

    /**
     * The best parent for a view: the highest notarized one that can be built on. A block that cannot be had is passed
     * over when its view was nullified as well.
     *
     * @return null when a certificate or the block is missing
     */
    Standing best(long view) {
        ViewTable views = core.views();
        for (long v = view - 1; v >= views.headView(); v--) {
            Standing standing = views.notarized(v);
            if (standing != null && core.blocks().isReady(standing.block())) {
                return standing;
            }
            boolean onItsWay = standing != null && core.blocks().holds(standing.block());
            if (onItsWay || !views.nullified(v)) {
                return null;
            }
        }
        return null;
    }

    /** Whether a block is final as far as this node knows. */
    boolean isKnownFinal(Hash block) {
        ViewTable views = core.views();
        if (block.equals(views.headHash())) {
            return true;
        }
        Certificate newest = views.newestFinalization();
        if (newest == null) {
            return false;
        }
        // The parent is the decided block, or one of its ancestors above the head.
        Hash at = newest.subject().block();
        while (at != null && !at.equals(block) && !at.equals(views.headHash())) {
            ProposedBlock held = core.blocks().get(at);
            at = held == null ? null : held.header().parent();
        }
        return block.equals(at);
    }

    /** Whether an empty block comes late enough after its parent to be a heartbeat. */
    boolean isHeartbeatDue(BlockHeader header) {
        return missingToHeartbeat(header) <= 0 && core.parameters().heartbeatMs() > 0;
    }

    /** How many ms an empty block is too early to be a heartbeat. */
    long missingToHeartbeat(BlockHeader header) {
        ProposedBlock parent = core.blocks().get(header.parent());
        long before =
                parent == null ? core.views().headTimestamp() : parent.header().timestamp();
        return before + core.parameters().heartbeatMs() - header.timestamp();
    }
}
