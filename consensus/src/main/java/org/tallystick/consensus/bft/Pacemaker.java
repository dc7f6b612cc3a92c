package org.tallystick.consensus.bft;

import org.tallystick.model.Hash;

/**
 * The timers of views (rule: When timers run). After every event it compares what should run with what runs, so no
 * rule needs to think of timers.
 */
final class Pacemaker {
    private static final long OFF = -1;

    /** A leader that was silent for a whole round of leaders gets this part of the usual time. */
    private static final int SILENT_FRACTION = 10;

    private final Core core;
    private final Voter voter;
    private final Proposer proposer;
    private final JournalGuard guard;
    private long viewTimer = OFF;
    private long emptyTimer = OFF;
    private Hash heartbeatAfter;
    private boolean heartbeatDue;

    Pacemaker(Core core, Voter voter, Proposer proposer, JournalGuard guard) {
        this.core = core;
        this.guard = guard;
        this.voter = voter;
        this.proposer = proposer;
    }

    /** Sets and stops timers as the state asks for. */
    void update() {
        updateHeartbeat();
        updateView();
        updateEmpty();
    }

    /** The view has waited long enough. */
    void viewFired() {
        boolean ofThisView = viewTimer == core.views().current();
        viewTimer = OFF;
        if (ofThisView && isViewWaiting()) {
            voter.nullify();
        }
    }

    void emptyFired() {
        if (emptyTimer == core.views().current()) {
            proposer.emptyDue();
        }
        emptyTimer = OFF;
    }

    void heartbeatFired() {
        heartbeatDue = true;
        proposer.setHeartbeatDue(true);
        proposer.workChanged();
    }

    /** How long a view waits: doubled for each nullified view since the last decided block, and capped. */
    long timeout() {
        int doublings = Math.min(20, core.views().nullifiedSinceDecided());
        long base = core.parameters().viewTimeoutMs();
        if (isLeaderSilent()) {
            base = Math.max(1, base / SILENT_FRACTION);
        }
        return Math.min(core.parameters().maxViewTimeoutMs(), base << doublings);
    }

    /**
     * Whether the leader missed its last turn and was in no certificate since: then little time is lost on it. Safe at
     * any length of the wait; and it costs no liveness, as a validator without whom there is no quorum is heard of in
     * every certificate.
     */
    private boolean isLeaderSilent() {
        long view = core.views().current();
        int leader = core.committee().leader(view);
        long heard = guard.lastHeard(leader);
        return leader != core.committee().self()
                && heard >= 0
                && heard < view - core.committee().size();
    }

    private void updateView() {
        long view = core.views().current();
        if (!isViewWaiting()) {
            if (viewTimer != OFF) {
                viewTimer = OFF;
                core.out().cancel(Timers.VIEW);
            }
        } else if (viewTimer != view) {
            viewTimer = view;
            core.out().timer(Timers.VIEW, timeout());
        }
    }

    /**
     * Rule: When timers run. On a transaction held that could be included, a notarized block that is not final, a
     * genuine proposal of the view, or votes of the view from f + 1 validators; also when a heartbeat or the end of
     * the epoch is due.
     */
    private boolean isViewWaiting() {
        ViewTable views = core.views();
        ViewSlot slot = views.peek(views.current());
        if (!core.isVoting()) {
            return false;
        }
        if (slot != null && (slot.certified() || slot.own(VoteKind.NULLIFY) != null || !core.isOpen(slot))) {
            return false;
        }
        if (core.readyTransactions() > 0 || views.hasUnfinal() || heartbeatDue) {
            return true;
        }
        if (core.isEpochEnding()) {
            return true;
        }
        if (slot == null) {
            return false;
        }
        boolean proposed = slot.proposal() != null && slot.proposalGenuine();
        return proposed
                || slot.own(VoteKind.NOTARIZE) != null
                || slot.hasMoreVoicesThan(
                        core.committee().maxFaulty(), core.committee().size());
    }

    /** Rule: The last block. The leader gives finalize votes a moment before it proposes an empty block. */
    private void updateEmpty() {
        ViewTable views = core.views();
        boolean waiting = views.hasUnfinal() && proposer.isToPropose();
        if (!waiting) {
            if (emptyTimer != OFF) {
                emptyTimer = OFF;
                core.out().cancel(Timers.EMPTY);
            }
        } else if (emptyTimer != views.current()) {
            // When the block's own view is not the last one, the views between have given it time enough.
            boolean fresh = views.topNotarized() == views.current() - 1;
            emptyTimer = views.current();
            core.out().timer(Timers.EMPTY, fresh ? Math.max(1, timeout() / 2) : 1);
        }
    }

    private void updateHeartbeat() {
        if (core.parameters().heartbeatMs() == 0 || !core.isVoting()) {
            return;
        }
        if (!core.views().headHash().equals(heartbeatAfter)) {
            heartbeatAfter = core.views().headHash();
            heartbeatDue = false;
            proposer.setHeartbeatDue(false);
            core.out().timer(Timers.HEARTBEAT, core.parameters().heartbeatMs());
        }
    }
}
