package org.tallystick.consensus.bft;

import org.tallystick.model.BlockHeader;
import org.tallystick.spi.consensus.Event;

/** Rebuilds the state from the store's head and the journal (rule: durable before sent, second half). */
final class Recovery {
    private final Core core;
    private final Certifier certifier;
    private final JournalGuard guard;

    Recovery(Core core, Certifier certifier, JournalGuard guard) {
        this.core = core;
        this.certifier = certifier;
        this.guard = guard;
    }

    void start(Event.Start start, boolean vouched, boolean over) {
        BlockHeader head = start.head();
        ViewTable views = core.views();
        Certificate certificate = BftFinalityVerifier.read(core.codec(), start.certificate());
        Journal.Replay replay = core.journal().replay(start.journal());
        views.setHead(start.headHash(), head.height(), head.timestamp(), -1);
        core.blocks().setHeadOutlook(start.outlook());
        if (head.height() == 0 || !head.engineFields().equals(core.committee().engineFields())) {
            views.setBase(head.height());
        }
        long resume = 1;
        if (certificate != null) {
            // The store may be ahead of the journal: views up to that of the head's certificate are closed.
            views.setHead(start.headHash(), head.height(), head.timestamp(), certificate.view());
            certifier.record(certificate);
            resume = certificate.view() + 1;
        }
        for (Item item : replay.items()) {
            resume = Math.max(resume, restore(item));
        }
        long known = certificate == null ? views.viewOf(start.headHash()) : -1;
        if (known > 0) {
            views.setHead(start.headHash(), head.height(), head.timestamp(), known);
        }
        core.journal().raiseFloor(views.headView());
        views.prune();
        core.setReadyTransactions(start.readyTransactions());
        guard.start(replay, certificate, vouched || replay.vouched(), over);
        if (resume > views.current()) {
            certifier.enter(resume);
        } else {
            certifier.route();
        }
    }

    /** Takes one journaled item back in; returns the view it shows this node to have been in. */
    private long restore(Item item) {
        if (item instanceof Certificate certificate) {
            certifier.record(certificate);
            certificate.votes().forEach(guard::note);
            return certificate.view() + 1;
        }
        if (item instanceof Vote vote && vote.validator() == core.committee().self()) {
            remember(vote);
            return vote.kind() == VoteKind.FINALIZE ? vote.view() + 1 : vote.view();
        }
        if (item instanceof Proposal proposal) {
            return restore(proposal);
        }
        if (item instanceof Item.BlockReply reply) {
            core.blocks().offer(reply.block(), core.views().viewOf(reply.block().hash()) >= 0);
        }
        return 0;
    }

    private long restore(Proposal proposal) {
        int leader = core.committee().leader(proposal.view());
        if (proposal.view() >= core.views().headView()) {
            ViewSlot slot = core.views().at(proposal.view());
            slot.setProposal(proposal, true);
            slot.tally(VoteKind.NOTARIZE).add(proposal.vote(leader));
            core.blocks().offer(proposal.block(), slot.notarized() != null);
        }
        if (leader == core.committee().self()) {
            remember(proposal.vote(leader));
        }
        return proposal.view();
    }

    private void remember(Vote vote) {
        guard.note(vote);
        if (vote.view() >= core.views().headView()) {
            ViewSlot slot = core.views().at(vote.view());
            slot.setOwn(vote);
            slot.tally(vote.kind()).add(vote);
        }
    }
}
