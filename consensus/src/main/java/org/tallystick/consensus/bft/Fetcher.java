package org.tallystick.consensus.bft;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tallystick.consensus.bft.BlockTree.Missing;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/**
 * Asks for what is missing (rule: Lost messages): blocks that a quorum stands behind, and certificates of views that
 * were passed over. It waits a moment first, since most of it is on its way, then asks one validator after another.
 */
final class Fetcher {
    private final Core core;
    private final Finalizer finalizer;
    private final ParentRule parents;
    private Set<Hash> blocks = Set.of();
    private Item.CertificateRequest views;
    private Certificate catchUp;
    private Certificate finalMissing;
    private boolean armed;
    private long delay = Timers.FETCH_FIRST;
    private int attempt;
    private int fruitless;

    Fetcher(Core core, Finalizer finalizer, ParentRule parents) {
        this.core = core;
        this.parents = parents;
        this.finalizer = finalizer;
    }

    /** Whether a block is being waited for. */
    boolean wants(Hash block) {
        return blocks.contains(block);
    }

    /** Compares what is needed with what is there; the timer runs while something is missing. */
    void update() {
        Set<Hash> before = blocks;
        Item.CertificateRequest rangeBefore = views;
        findMissing();
        boolean needed = !blocks.isEmpty() || views != null || catchUp != null;
        if (!needed) {
            if (armed) {
                armed = false;
                core.out().cancel(Timers.FETCH);
            }
            delay = Timers.FETCH_FIRST;
            return;
        }
        boolean changed = !blocks.equals(before) || !java.util.Objects.equals(views, rangeBefore);
        if (changed) {
            fruitless = 0;
        }
        if (changed && delay > Timers.FETCH_FIRST) {
            delay = Timers.FETCH_FIRST;
            armed = false;
        }
        if (!armed) {
            armed = true;
            core.out().timer(Timers.FETCH, delay);
        }
    }

    /** Time to ask. */
    void fired() {
        armed = false;
        delay = Math.min(Timers.RESEND_MAX, delay * 2);
        attempt++;
        // Those that have a block's finality on disk no longer keep it here; then only the node can fetch it.
        if (finalMissing != null && fruitless++ > 0) {
            catchUp = finalMissing;
        }
        if (catchUp != null) {
            NodeId who = target(catchUp);
            if (who != null) {
                core.out().emit(new Effect.CatchUp(who, catchUp.subject().height()));
            }
        }
        for (Hash block : blocks) {
            NodeId who = target(supporters(block));
            if (who != null) {
                core.out().send(who, List.of(new Item.BlockRequest(block)), false);
            }
        }
        NodeId anyone = target(null);
        if (views != null && anyone != null) {
            core.out().send(anyone, List.of(views), false);
        }
    }

    private void findMissing() {
        blocks = Set.of();
        views = null;
        catchUp = null;
        finalMissing = null;
        Certificate target = finalizer.target();
        if (target != null) {
            Subject subject = target.subject();
            Missing missing = core.blocks().firstUnready(subject.block(), subject.height());
            if (missing != null && !missing.held()) {
                finalMissing = target;
                if (missing.height() - core.views().headHeight() > Limits.MISSING_BEFORE_CATCH_UP) {
                    catchUp = target;
                } else {
                    want(missing.block());
                }
            }
        }
        if (core.views().hasUnfinal()) {
            findUnfinal();
        }
        findViews();
    }

    /** Notarized blocks above the decided one: to be built on, or voted on when their children come. */
    private void findUnfinal() {
        ViewSlot slot = core.views().peek(core.views().topNotarized());
        Subject subject = slot == null ? null : slot.notarized();
        if (subject == null || subject.height() <= core.views().headHeight()) {
            return;
        }
        Missing missing = core.blocks().firstUnready(subject.block(), subject.height());
        if (missing == null || missing.held()) {
            return;
        }
        want(missing.block()); // it may be that nobody is further than this node, and all the rest is only notarized
        if (missing.height() - core.views().headHeight() > Limits.MISSING_BEFORE_CATCH_UP + 1L) {
            // Or others are final further on; what they answer names a finalization to catch up with.
            request(core.views().decided() + 1, slot.view());
        }
    }

    private void want(Hash block) {
        blocks = blocks.isEmpty() ? new LinkedHashSet<>() : blocks;
        blocks.add(block);
    }

    private void findViews() {
        ViewTable table = core.views();
        if (!(table.reachesAbove(table.current()) && findViewsAhead(table))) {
            findViewsBehind(table);
        }
    }

    /** Whether others are ahead, so that the certificates which lead there are asked for. */
    private boolean findViewsAhead(ViewTable table) {
        for (long v = table.current() + Limits.PROPOSAL_WINDOW; v > table.current(); v--) {
            ViewSlot ahead = table.peek(v);
            boolean proposed = ahead != null && ahead.proposal() != null && ahead.proposalGenuine();
            if (proposed) {
                request(table.current(), v - 1);
                return true;
            }
        }
        for (ViewSlot ahead : table.above(table.current())) {
            // More validators than can be faulty are there, so there is a certificate that leads there.
            if (ahead.hasMoreVoicesThan(
                    core.committee().maxFaulty(), core.committee().size())) {
                request(table.current(), ahead.view() - 1);
                return true;
            }
        }
        return false;
    }

    private void findViewsBehind(ViewTable table) {
        ViewSlot now = table.peek(table.current());
        if (now != null && now.proposal() != null && now.proposalGenuine() && now.own(VoteKind.NOTARIZE) == null) {
            long missing = parents.missing(now.view(), now.proposal().block());
            if (missing > 0) {
                request(Math.max(now.proposal().parentView(), missing - Limits.MAX_RANGE / 4), missing);
                return;
            }
        }
        long gap = table.gapBelow(table.current());
        if (gap > 0 && (table.hasUnfinal() || core.readyTransactions() > 0)) {
            request(gap - Limits.MAX_RANGE + 1L, gap);
        }
    }

    private void request(long from, long to) {
        long first = Math.min(to, Math.max(Math.max(0, from), to - Limits.MAX_RANGE + 1L));
        views = new Item.CertificateRequest(first, to);
    }

    private Certificate supporters(Hash block) {
        long view = core.views().viewOf(block);
        ViewSlot slot = view < 0 ? null : core.views().peek(view);
        if (slot == null) {
            return finalizer.target();
        }
        Certificate notarization = slot.certificate(VoteKind.NOTARIZE);
        return notarization != null ? notarization : slot.certificate(VoteKind.FINALIZE);
    }

    /** The validator whose turn it is to be asked, among those that signed a certificate, or among all. */
    private NodeId target(Certificate certificate) {
        Committee committee = core.committee();
        int count = certificate == null ? committee.size() : certificate.votes().size();
        for (int i = 0; i < count; i++) {
            int turn = Math.floorMod(attempt + i, count);
            int validator =
                    certificate == null ? turn : certificate.votes().get(turn).validator();
            if (validator != committee.self()) {
                return committee.node(validator);
            }
        }
        return null;
    }
}
