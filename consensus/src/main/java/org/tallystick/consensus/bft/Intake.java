package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Lets in what came from the network: bounded, checked for relevance before a signature is looked at, and counted only
 * once its signature was found good.
 */
final class Intake {
    private final Core core;
    private final SignatureDesk desk;
    private final JournalGuard guard;
    private final Evidence evidence;
    private final Certifier certifier;
    private final Fetcher fetcher;

    Intake(Core core, SignatureDesk desk, JournalGuard guard, Evidence evidence, Certifier certifier, Fetcher fetcher) {
        this.core = core;
        this.desk = desk;
        this.guard = guard;
        this.evidence = evidence;
        this.certifier = certifier;
        this.fetcher = fetcher;
    }

    /** A single vote. */
    void vote(Vote vote, NodeId from) {
        if (vote.validator() == core.committee().self()) {
            guard.sawOwn(vote, from); // own votes count where they are cast
            return;
        }
        ViewTable views = core.views();
        if (vote.view() <= views.headView()
                || vote.view() > views.current() + Limits.VOTE_WINDOW
                || (vote.kind() == VoteKind.FINALIZE && vote.view() <= views.decided())) {
            return;
        }
        Tally tally = views.at(vote.view()).tally(vote.kind());
        boolean settled =
                tally.certificate() != null && tally.certificate().subject().equals(vote.subject());
        if (settled || tally.has(vote) || tally.exhausted(vote.validator()) || !tally.startCheck(vote)) {
            return;
        }
        boolean started = desk.check(vote, from, good -> {
            tally.endCheck(vote);
            if (good) {
                count(vote);
            } else {
                reconsider(tally);
            }
        });
        if (!started) {
            tally.endCheck(vote);
        }
    }

    /** Counts a vote that is genuine, and makes a certificate of it and others as soon as they are enough. */
    void count(Vote vote) {
        guard.note(vote);
        if (vote.view() <= core.views().headView()) {
            return;
        }
        ViewSlot slot = core.views().at(vote.view());
        Tally tally = slot.tally(vote.kind());
        evidence.examine(slot, vote);
        if (tally.add(vote) && tally.certificate() == null) {
            complete(tally, vote.subject());
        }
    }

    private void complete(Tally tally, Subject subject) {
        if (tally.count(subject) >= core.committee().quorum()) {
            certifier.add(tally.assemble(subject, core.committee().quorum()));
        }
    }

    /** A certificate: only votes that are not known yet, and no more than are needed, have their signatures checked. */
    void certificate(Certificate certificate, NodeId from) {
        Vote own = certificate.of(core.committee().self());
        if (own != null) {
            guard.sawOwn(own, from);
        }
        ViewTable views = core.views();
        int quorum = core.committee().quorum();
        if (certificate.votes().size() < quorum) {
            return;
        }
        if (certificate.view() <= views.headView()
                || (certificate.kind() == VoteKind.FINALIZE && certificate.view() <= views.decided())) {
            examineOld(certificate, from);
            return;
        }
        ViewSlot known = views.peek(certificate.view());
        if (known != null && known.certificate(certificate.kind()) != null) {
            return;
        }
        // A view far ahead gets a slot in the table only once the certificate has turned out genuine.
        boolean near = certificate.view() <= views.current() + Limits.VOTE_WINDOW;
        ViewSlot slot = near ? views.at(certificate.view()) : new ViewSlot(certificate.view());
        Tally tally = (known != null ? known : slot).tally(certificate.kind());
        List<Vote> fresh = new ArrayList<>();
        int verified = 0;
        int underWay = 0;
        for (Vote vote : certificate.votes()) {
            if (tally.has(vote)) {
                verified++;
            } else if (tally.isPending(vote)) {
                underWay++;
            } else {
                fresh.add(vote);
            }
        }
        int lacking = quorum - verified - underWay;
        if (lacking <= 0) {
            tally.park(from, certificate); // votes under way are likely to make one here
            return;
        }
        List<Vote> needed = List.copyOf(fresh.subList(0, lacking));
        if (underWay > 0) {
            tally.park(from, certificate);
        }
        needed.forEach(tally::startCheck);
        boolean started = desk.check(needed, from, good -> {
            needed.forEach(tally::endCheck);
            if (good) {
                // A certificate may be of any view ahead; verified, it is what takes this node there.
                needed.forEach(this::count);
            }
            reconsider(tally);
        });
        if (!started) {
            needed.forEach(tally::endCheck);
        }
    }

    /** A finalization of a view long passed matters only if that view was nullified. */
    private void examineOld(Certificate certificate, NodeId from) {
        if (certificate.kind() == VoteKind.FINALIZE && evidence.isArchived(certificate.view())) {
            desk.check(certificate.votes(), from, good -> {
                if (good) {
                    evidence.examineArchived(certificate);
                }
            });
        }
    }

    /** The outcome of a check may have left certificates that wait for it short of a vote. */
    private void reconsider(Tally tally) {
        if (tally.certificate() == null) {
            tally.takeParked().forEach((from, certificate) -> certificate(certificate, from));
        }
    }

    /** A leader's proposal, which is also its notarize vote. */
    void proposal(Proposal proposal, NodeId from) {
        Committee committee = core.committee();
        ViewTable views = core.views();
        ProposedBlock block = proposal.block();
        int leader = committee.leader(proposal.view());
        if (!fits(block)) {
            return;
        }
        reply(block); // it may be a block that is waited for
        if (proposal.view() < views.current() || proposal.view() > views.current() + Limits.PROPOSAL_WINDOW) {
            return;
        }
        Vote vote = proposal.vote(leader);
        if (leader == committee.self() || !block.header().proposer().equals(committee.key(leader))) {
            vote(vote, from); // for the lost journal guard, or for the record
            return;
        }
        ViewSlot slot = views.at(proposal.view());
        Proposal first = slot.proposal();
        if (first != null && !first.block().hash().equals(block.hash())) {
            vote(vote, from); // a second proposal is looked at as evidence only
        } else if (first != null && slot.proposalGenuine()) {
            core.blocks().offer(block, slot.notarized() != null);
        } else if (slot.tally(VoteKind.NOTARIZE).has(vote)) {
            keep(slot, proposal, true);
        } else {
            check(slot, proposal, vote, from);
        }
    }

    @SuppressWarnings("ReferenceEquality") // asks whether the slot still holds this very proposal
    private void check(ViewSlot slot, Proposal proposal, Vote vote, NodeId from) {
        Tally tally = slot.tally(VoteKind.NOTARIZE);
        boolean direct = core.committee().node(vote.validator()).equals(from);
        if (!tally.startCheck(vote)) {
            return;
        }
        boolean started = desk.check(vote, from, good -> {
            tally.endCheck(vote);
            if (good) {
                if (slot.proposal() == null || slot.proposal().subject().equals(vote.subject())) {
                    keep(slot, proposal, true);
                }
                count(vote);
            } else {
                if (direct) {
                    slot.setLeaderForged();
                }
                if (slot.proposal() == proposal && !slot.proposalGenuine()) {
                    slot.dropProposal();
                    core.blocks().drop(vote.subject().block());
                }
                reconsider(tally);
            }
        });
        if (!started) {
            tally.endCheck(vote);
        } else if (direct && slot.proposal() == null && !slot.leaderForged()) {
            // The leader's own connection vouches for it well enough to begin checking the block meanwhile.
            keep(slot, proposal, false);
        }
    }

    private void keep(ViewSlot slot, Proposal proposal, boolean genuine) {
        if (slot.view() >= core.views().current()) {
            slot.setProposal(proposal, genuine);
            core.blocks().offer(proposal.block(), slot.notarized() != null);
        }
    }

    /** A block that was asked for, or is known to be needed. Its hash proves it. */
    void reply(ProposedBlock block) {
        if (fits(block) && fetcher.wants(block.hash())) {
            core.blocks().offer(block, true);
        }
    }

    private boolean fits(ProposedBlock block) {
        return block.header().chainId().equals(core.committee().chainId())
                && block.header().engineFields().equals(core.committee().engineFields())
                && block.header().height() > core.views().headHeight();
    }
}
