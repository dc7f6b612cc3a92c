package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/**
 * Sends unfinished business again, at capped intervals, until the head is final and nothing is pending (rule: Lost
 * messages). Nothing runs, and nothing is sent, when all is final.
 */
final class Resender {
    private static final int MAX_FINALIZE = 8;

    /** Leaves room for the rest in a message; with more than three hundred validators it takes several who heard of others. */
    private static final int MAX_OTHERS = 100;

    private final Core core;
    private boolean armed;
    private long delay = Timers.RESEND_FIRST;
    private long seenView;
    private long seenDecided;

    Resender(Core core) {
        this.core = core;
    }

    void update() {
        boolean pending = isPending();
        if (pending && !armed) {
            armed = true;
            delay = Timers.RESEND_FIRST;
            remember();
            core.out().timer(Timers.RESEND, delay);
        } else if (!pending && armed) {
            armed = false;
            core.out().cancel(Timers.RESEND);
        }
    }

    /** Time to send again, unless there was progress since the timer was set. */
    void fired() {
        armed = false;
        if (!isPending()) {
            return;
        }
        if (seenView == core.views().current() && seenDecided == core.views().decided()) {
            resend();
            delay = Math.min(Timers.RESEND_MAX, delay * 2);
        } else {
            delay = Timers.RESEND_FIRST;
        }
        armed = true;
        remember();
        core.out().timer(Timers.RESEND, delay);
    }

    /** Brings a validator that has just connected up to date, if anything is unfinished. */
    void greet(NodeId peer) {
        if (core.committee().indexOf(peer) >= 0 && isPending()) {
            core.out().send(peer, state(true), true);
        }
    }

    /** Whether there is anything that should be final and is not. */
    boolean isPending() {
        ViewTable views = core.views();
        if (!core.isVoting()) {
            return false;
        }
        return views.hasUnfinal() || core.readyTransactions() > 0 || core.isEpochEnding() || isVoteAwaited();
    }

    /**
     * Whether a vote in the current view should lead to something. A nullify that no other validator has a reason to
     * join (what it waited for has become final elsewhere, or has expired) leads to nothing, and should not: it is sent
     * again once enough others are heard of in the view, which is also when their timers run.
     */
    private boolean isVoteAwaited() {
        ViewSlot slot = core.views().peek(core.views().current());
        if (slot == null) {
            return false;
        }
        if (slot.own(VoteKind.NULLIFY) != null) {
            return slot.hasMoreVoicesThan(
                    core.committee().maxFaulty(), core.committee().size());
        }
        return slot.own(VoteKind.NOTARIZE) != null;
    }

    private void resend() {
        ViewSlot slot = core.views().peek(core.views().current());
        if (isAlone(slot)) {
            core.out().emit(new Effect.SpreadPending());
        }
        boolean leading = slot != null && isOwnProposal(slot);
        if (!leading) {
            core.out().broadcast(state(false), true);
            return;
        }
        List<Item> full = state(true);
        List<Item> brief = state(false);
        for (int i = 0; i < core.committee().size(); i++) {
            if (i != core.committee().self()) {
                core.out().send(core.committee().node(i), slot.heardOf(i) ? brief : full, true);
            }
        }
    }

    /**
     * Whether this validator has given the view up for a transaction that hardly anybody else seems to hold: what it sent
     * beside its nullify was lost, or forgotten by a crash.
     */
    private boolean isAlone(ViewSlot slot) {
        return slot != null
                && core.readyTransactions() > 0
                && slot.own(VoteKind.NULLIFY) != null
                && !slot.hasMoreVoicesThan(
                        core.committee().maxFaulty(), core.committee().size());
    }

    private boolean isOwnProposal(ViewSlot slot) {
        return slot.proposal() != null
                && slot.own(VoteKind.NOTARIZE) != null
                && core.committee().leads(slot.view());
    }

    /** The highest certificates, what was said in this view, and finalize votes that have not led to finality yet. */
    private List<Item> state(boolean withProposal) {
        ViewTable views = core.views();
        List<Item> items = new ArrayList<>();
        addHighest(items);
        for (ViewSlot slot : views.above(views.decided())) {
            if (slot.own(VoteKind.FINALIZE) != null && items.size() < MAX_FINALIZE) {
                items.add(slot.own(VoteKind.FINALIZE));
            }
        }
        ViewSlot slot = views.peek(views.current());
        if (slot != null) {
            Vote notarize = slot.own(VoteKind.NOTARIZE);
            if (withProposal && isOwnProposal(slot)) {
                items.add(slot.proposal());
            } else if (notarize != null) {
                items.add(notarize);
            }
            if (slot.own(VoteKind.NULLIFY) != null) {
                items.add(slot.own(VoteKind.NULLIFY));
                addOthersVotes(slot, items);
            }
            if (slot.proposal() != null && slot.proposalGenuine() && !isOwnProposal(slot)) {
                // Others may not have heard of the leader, and wait with their timers until they hear of enough.
                items.add(slot.proposal().vote(core.committee().leader(slot.view())));
            }
        }
        if (items.isEmpty()) {
            items.add(new Item.CertificateRequest(0, 0)); // nothing to tell yet, but whoever is ahead may answer
        }
        return items;
    }

    /**
     * What makes others join: f + 1 that nullify. Each of them may be the only one who heard of the others, and then nobody
     * else ever has a reason to.
     */
    private void addOthersVotes(ViewSlot slot, List<Item> items) {
        int left = Math.min(core.committee().maxFaulty(), MAX_OTHERS);
        for (int i = 0; i < core.committee().size() && left > 0; i++) {
            Vote vote = slot.tally(VoteKind.NULLIFY).of(i);
            if (vote != null && i != core.committee().self()) {
                items.add(vote);
                left--;
            }
        }
    }

    private void addHighest(List<Item> items) {
        ViewTable views = core.views();
        Certificate finalization = views.newestFinalization();
        if (finalization != null) {
            items.add(finalization);
        }
        ViewSlot notarized = views.hasUnfinal() ? views.peek(views.topNotarized()) : null;
        if (notarized != null && notarized.certificate(VoteKind.NOTARIZE) != null) {
            items.add(notarized.certificate(VoteKind.NOTARIZE));
        }
        ViewSlot last = views.peek(views.current() - 1);
        if (last != null && last.nullified() && last.notarized() == null) {
            items.add(last.certificate(VoteKind.NULLIFY));
        }
    }

    private void remember() {
        seenView = core.views().current();
        seenDecided = core.views().decided();
    }
}
