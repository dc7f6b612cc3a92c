package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/** What follows from a certificate: it is kept, passed on, voted on, and leads into the next view. */
final class Certifier {
    private final Core core;
    private final Voter voter;

    Certifier(Core core, Voter voter) {
        this.core = core;
        this.voter = voter;
    }

    /**
     * Takes a certificate whose votes are all verified, or that this node trusts as its own record.
     *
     * <p>Simplex, Chan and Pass 2023, protocol for iteration h, last step: multicast the certificate and enter the next
     * iteration; rule: Certificates.
     */
    void add(Certificate certificate) {
        if (!record(certificate)) {
            return;
        }
        ViewSlot slot = core.views().at(certificate.view());
        boolean entering = certificate.view() >= core.views().current();
        List<Item> durable = new ArrayList<>(3);
        List<Item> told = new ArrayList<>(2);
        if (certificate.kind() != VoteKind.FINALIZE) {
            told.add(certificate);
        }
        if (certificate.kind() != VoteKind.FINALIZE || entering) {
            durable.add(certificate); // it justifies entering a view, a finalize vote, or a later parent
        }
        Vote finalize = certificate.kind() == VoteKind.NOTARIZE ? voter.finalizeVote(slot) : null;
        if (finalize != null) {
            durable.addAll(voter.withBlock(slot, finalize));
            told.add(finalize);
        }
        if (core.isVoting() && !durable.isEmpty()) {
            core.journal().write(certificate.view(), durable);
        }
        core.out().broadcast(told, false);
        if (entering) {
            enter(certificate.view() + 1);
        }
        if (finalize != null) {
            voter.cast(slot, finalize);
        }
    }

    /** Keeps a certificate without acting on it. False when there was one already. */
    boolean record(Certificate certificate) {
        if (certificate.view() < core.views().headView()) {
            return false;
        }
        ViewSlot slot = core.views().at(certificate.view());
        if (slot.certificate(certificate.kind()) != null) {
            return false;
        }
        slot.tally(certificate.kind()).certify(certificate);
        core.views().certified(certificate.subject());
        if (certificate.kind() != VoteKind.NULLIFY) {
            core.blocks().certify(certificate.subject().block());
        }
        return true;
    }

    /** Rule: any validator that sees a higher certified view joins the one after it at once. */
    void enter(long view) {
        ViewTable views = core.views();
        long left = views.current();
        views.enter(view);
        route();
        for (ViewSlot slot : views.range(left, view - 1)) {
            if (slot.own(VoteKind.NOTARIZE) == null) {
                forgetBody(slot);
            }
        }
        for (ViewSlot slot : views.range(left - Limits.KEPT_BODIES, view - 1 - Limits.KEPT_BODIES)) {
            forgetBody(slot);
        }
    }

    /** Bodies of blocks that did not get through their view would pile up while nothing becomes final. */
    private void forgetBody(ViewSlot slot) {
        if (slot.proposal() != null && slot.notarized() == null) {
            core.blocks().drop(slot.proposal().block().hash());
            slot.dropProposal();
        }
    }

    /** Rule: Speed. Fresh transactions go whole to the current and the next leader. */
    void route() {
        Committee committee = core.committee();
        long view = core.views().current();
        NodeId now = committee.node(committee.leader(view));
        NodeId next = committee.node(committee.leader(view + 1));
        core.out().emit(new Effect.Route(now.equals(next) ? List.of(now) : List.of(now, next)));
    }
}
