package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Casts this validator's votes. Each is journaled together with what it rests on before it is sent (rule: durable
 * before sent), and only once: what was said in a view stands in its slot, also after a restart.
 */
final class Voter {
    private final Core core;
    private final ParentRule parents;
    private Intake intake;

    Voter(Core core, ParentRule parents) {
        this.core = core;
        this.parents = parents;
    }

    /** Where own votes are counted. */
    void countAt(Intake counter) {
        intake = counter;
    }

    /**
     * Simplex, Chan and Pass 2023, protocol for iteration h, step "vote"; rule: Notarize. At most once a view, for the
     * first valid proposal of its leader, never after own nullify.
     */
    void notarize() {
        ViewSlot slot = core.views().peek(core.views().current());
        if (slot == null || slot.proposal() == null || !slot.proposalGenuine() || !mayNotarize(slot)) {
            return;
        }
        Proposal proposal = slot.proposal();
        ProposedBlock block = proposal.block();
        if (!core.blocks().isValid(block.hash())
                || !parents.allows(slot.view(), block)
                || isNeedlesslyEmpty(block.header())) {
            return;
        }
        Vote vote = core.committee().sign(proposal.subject());
        core.journal().write(slot.view(), List.of(vote, proposal));
        core.out().broadcast(List.of(vote), false);
        slot.setOwn(vote);
        intake.count(vote);
    }

    /** The leader's own block: proposing it is its notarize vote. */
    void propose(ViewSlot slot, long parentView, ProposedBlock block) {
        BlockHeader header = block.header();
        Vote vote = core.committee().sign(Subject.notarize(slot.view(), header.height(), block.hash()));
        Proposal proposal = new Proposal(slot.view(), parentView, block, vote.signature());
        core.journal().write(slot.view(), List.of(proposal));
        core.out().broadcast(List.of(proposal), false);
        slot.setOwn(vote);
        slot.setProposal(proposal, true);
        intake.count(vote);
    }

    /**
     * Simplex, Chan and Pass 2023, protocol for iteration h, step "timer fires"; rule: Nullify. Own notarize does not
     * stand in the way, own finalize does.
     */
    void nullify() {
        ViewSlot slot = core.views().currentSlot();
        if (!core.isOpen(slot)
                || slot.certified()
                || slot.own(VoteKind.NULLIFY) != null
                || slot.own(VoteKind.FINALIZE) != null) {
            return;
        }
        Vote vote = core.committee().sign(Subject.nullify(slot.view()));
        core.journal().write(slot.view(), List.of(vote));
        core.out().broadcast(List.of(vote), false);
        slot.setOwn(vote);
        if (core.readyTransactions() > 0) {
            core.out().emit(new Effect.SpreadPending()); // the leader may have lacked them
        }
        intake.count(vote);
    }

    /**
     * Simplex, Chan and Pass 2023, protocol for iteration h, step "finalize"; rule: Certificates. Whoever sees a view's
     * notarization, even after leaving it, votes finalize if it never nullified the view.
     *
     * @return the vote, to be journaled and sent by the caller together with the notarization; null when there is none
     */
    Vote finalizeVote(ViewSlot slot) {
        Certificate notarization = slot.certificate(VoteKind.NOTARIZE);
        if (notarization == null
                || !core.isOpen(slot)
                || slot.view() <= core.views().decided()
                || slot.own(VoteKind.FINALIZE) != null
                || slot.own(VoteKind.NULLIFY) != null
                || core.blocks().isInvalid(notarization.subject().block())) {
            return null;
        }
        Subject subject = notarization.subject();
        return core.committee().sign(Subject.finalize(subject.view(), subject.height(), subject.block()));
    }

    /** What is journaled with a finalize vote: the vote, and the block it names unless that stands there already. */
    List<Item> withBlock(ViewSlot slot, Vote vote) {
        List<Item> items = new ArrayList<>(3);
        items.add(vote);
        Hash block = vote.subject().block();
        Vote notarized = slot.own(VoteKind.NOTARIZE);
        boolean journaled = notarized != null && notarized.subject().block().equals(block);
        if (!journaled && core.blocks().get(block) != null) {
            items.add(new Item.BlockReply(core.blocks().get(block)));
        }
        return items;
    }

    /** Finalize votes that became possible in another way than by a fresh notarization. */
    void finalizeLate() {
        if (!core.isVoting() || !core.views().hasUnfinal()) {
            return;
        }
        for (ViewSlot slot : List.copyOf(core.views().above(core.views().decided()))) {
            Vote vote = finalizeVote(slot);
            if (vote != null) {
                core.journal().write(slot.view(), withBlock(slot, vote));
                core.out().broadcast(List.of(vote), false);
                cast(slot, vote);
            }
        }
    }

    /** Counts a finalize vote that has been journaled and sent. */
    void cast(ViewSlot slot, Vote vote) {
        slot.setOwn(vote);
        intake.count(vote);
    }

    private boolean mayNotarize(ViewSlot slot) {
        return core.isOpen(slot)
                && !slot.certified()
                && slot.own(VoteKind.NOTARIZE) == null
                && slot.own(VoteKind.NULLIFY) == null;
    }

    /** Rule: The last block. An empty block on a parent known final is refused, unless a heartbeat or an epoch's end is due. */
    private boolean isNeedlesslyEmpty(BlockHeader header) {
        boolean wanted = core.blocks().leadsToEnd(header.parent());
        if (header.transactionCount() > 0 || wanted || !parents.isKnownFinal(header.parent())) {
            return false;
        }
        return !parents.isHeartbeatDue(header);
    }
}
