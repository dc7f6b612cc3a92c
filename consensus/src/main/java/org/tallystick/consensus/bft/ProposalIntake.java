package org.tallystick.consensus.bft;

import org.tallystick.model.BlockHeader;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ProposedBlock;

/** Lets in proposals and blocks: few at a time, of views at hand, and blocks on their own only when waited for. */
final class ProposalIntake {
    private final Core core;
    private final SignatureDesk desk;
    private final Intake votes;
    private final Fetcher fetcher;

    ProposalIntake(Core core, SignatureDesk desk, Intake votes, Fetcher fetcher) {
        this.core = core;
        this.desk = desk;
        this.votes = votes;
        this.fetcher = fetcher;
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
        if (leader == committee.self() || !mayBeProposedBy(leader, block.header())) {
            votes.vote(vote, from); // for the lost journal guard, or for the record
            return;
        }
        ViewSlot slot = views.at(proposal.view());
        Proposal first = slot.proposal();
        if (first != null && !first.block().hash().equals(block.hash())) {
            votes.vote(vote, from); // a second proposal is looked at as evidence only
        } else if (first != null && slot.proposalGenuine()) {
            core.blocks().offer(block, slot.notarized() != null);
        } else {
            admit(slot, proposal, vote, from);
        }
    }

    /** Rule: Epochs. Only the last block of an epoch is proposed by others than its maker; when is for the voter to see. */
    private boolean mayBeProposedBy(int leader, BlockHeader header) {
        Committee committee = core.committee();
        return header.proposer().equals(committee.key(leader))
                || (BlockTree.isBoundary(header)
                        && committee.validators().indexOf(header.proposer()).isPresent());
    }

    private void admit(ViewSlot slot, Proposal proposal, Vote vote, NodeId from) {
        Tally tally = slot.tally(VoteKind.NOTARIZE);
        boolean direct = core.committee().node(vote.validator()).equals(from);
        Vote known = tally.find(vote);
        if (known != null) {
            keep(slot, proposal.signed(known.signature()), true);
        } else if (tally.isPending(vote) || check(slot, proposal, vote, from, direct)) {
            if (direct && slot.proposal() == null && !slot.leaderForged()) {
                // The leader's own connection vouches for it well enough to begin checking the block meanwhile.
                keep(slot, proposal, false);
            }
        }
    }

    private boolean check(ViewSlot slot, Proposal proposal, Vote vote, NodeId from, boolean direct) {
        Tally tally = slot.tally(VoteKind.NOTARIZE);
        if (!slot.startProposalCheck(direct)) {
            return false;
        }
        tally.startCheck(vote);
        boolean started = desk.check(vote, from, good -> {
            tally.endCheck(vote);
            slot.endProposalCheck(direct);
            if (good && slot.proposal() == null) {
                keep(slot, proposal, true);
            } else if (!good && direct) {
                slot.setLeaderForged();
            }
            votes.settled(vote, good);
        });
        if (!started) {
            tally.endCheck(vote);
            slot.endProposalCheck(direct);
        }
        return started;
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
