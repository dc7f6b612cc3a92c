package org.tallystick.consensus.bft;

import java.util.function.LongSupplier;
import org.tallystick.consensus.bft.ViewTable.Standing;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Has blocks built and proposes them while this validator leads (Simplex, Chan and Pass 2023, protocol for iteration h,
 * step "propose"; rule: Propose). The certificates that a proposal rests on were broadcast when this node got them.
 */
final class Proposer {
    private static final long NONE = -1;

    private final Core core;
    private final ParentRule parents;
    private final Voter voter;
    private final LongSupplier requests;
    private long building = NONE;
    private Standing parent;
    private long workStamp;
    private long triedView = NONE;
    private long triedStamp;
    private boolean triedEmpty;
    private long emptyDueView = NONE;
    private boolean heartbeatDue;
    private long gatherView = NONE;
    private boolean gathered;

    Proposer(Core core, ParentRule parents, Voter voter, LongSupplier requests) {
        this.requests = requests;
        this.core = core;
        this.parents = parents;
        this.voter = voter;
    }

    /** Something to order has come, or may have come back. */
    void workChanged() {
        workStamp++;
    }

    /** Rule: The last block. A notarized block has waited long enough in this view for an empty one on top. */
    void emptyDue() {
        emptyDueView = core.views().current();
    }

    void setHeartbeatDue(boolean due) {
        heartbeatDue = due;
    }

    /** Whether this node leads the current view, may propose in it and has not done so. */
    boolean isToPropose() {
        long view = core.views().current();
        if (!core.isVoting() || !core.committee().leads(view)) {
            return false;
        }
        ViewSlot slot = core.views().at(view);
        return core.isOpen(slot)
                && slot.own(VoteKind.NOTARIZE) == null
                && slot.own(VoteKind.NULLIFY) == null
                && !slot.certified();
    }

    /** Asks for a block when there is reason to; at most one is being built at a time. */
    void advance() {
        if (building != NONE || !isToPropose()) {
            return;
        }
        long view = core.views().current();
        boolean empty = (emptyDueView == view && core.views().hasUnfinal()) || heartbeatDue || core.isEpochEnding();
        if (core.readyTransactions() == 0 && !empty) {
            return;
        }
        if (!empty && isGathering(view)) {
            return;
        }
        boolean tried = triedView == view && triedStamp == workStamp && (triedEmpty || !empty);
        Standing best = tried ? null : parents.best(view);
        if (best == null) {
            return;
        }
        if (core.blocks().isBoundary(best.block())) {
            proposeAgain(view, best);
            return;
        }
        parent = best;
        triedView = view;
        triedStamp = workStamp;
        triedEmpty = empty;
        building = requests.getAsLong();
        core.out()
                .emit(new Effect.Build(building, best.block(), core.committee().engineFields(), empty));
    }

    /**
     * Rule: Epochs. Nothing comes after the epoch's last block, so where another would build on it to make it final, it
     * is proposed once more itself; after the same moment's wait for the finalize votes under way.
     */
    private void proposeAgain(long view, Standing last) {
        if (emptyDueView == view && !parents.isKnownFinal(last.block())) {
            voter.propose(core.views().at(view), last.view(), core.blocks().get(last.block()));
        }
    }

    /**
     * Under load a block is worth a short wait, once a view: agreeing costs the same for one transaction and for a
     * thousand. A lone transaction never waits, and a full block does not either.
     */
    private boolean isGathering(long view) {
        int ready = core.readyTransactions();
        if (ready <= Timers.FEW || ready >= core.parameters().maxBlockTransactions()) {
            return false;
        }
        if (gatherView != view) {
            gatherView = view;
            gathered = false;
            core.out().timer(Timers.GATHER, Timers.GATHER_TIME);
        }
        return !gathered;
    }

    /** The wait for a fuller block is over. */
    void gatherFired() {
        gathered = true;
    }

    /** Takes the block that was built; a late one is discarded. */
    void built(Event.Built event) {
        if (event.request() != building) {
            return;
        }
        building = NONE;
        long view = core.views().current();
        if (event.block().isEmpty() || triedView != view || !isToPropose()) {
            return;
        }
        ProposedBlock block = event.block().get();
        if (!parents.allows(view, block)) {
            return;
        }
        boolean needless = block.header().transactionCount() == 0
                && parents.isKnownFinal(block.header().parent())
                && !core.blocks().leadsToEnd(block.header().parent())
                && !parents.isHeartbeatDue(block.header());
        if (needless) {
            tooEarly(block);
            return;
        }
        core.blocks().offerBuilt(block, event.outlook().orElseThrow());
        voter.propose(core.views().at(view), parent.view(), block);
    }

    /** The block to be finished became final meanwhile, or the heartbeat's time, by the block's clock, is not reached. */
    private void tooEarly(ProposedBlock block) {
        if (heartbeatDue) {
            heartbeatDue = false;
            core.out().timer(Timers.HEARTBEAT, Math.max(1, parents.missingToHeartbeat(block.header())));
        }
    }
}
