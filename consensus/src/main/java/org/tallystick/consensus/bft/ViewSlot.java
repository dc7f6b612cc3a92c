package org.tallystick.consensus.bft;

import java.util.HashSet;
import java.util.Set;

/** What is known of one view. */
final class ViewSlot {
    private final long view;
    private final Tally[] tallies = new Tally[VoteKind.values().length];
    private final Vote[] own = new Vote[VoteKind.values().length];
    private final Set<Integer> accused = new HashSet<>();
    private Proposal proposal;
    private boolean proposalGenuine;
    private boolean leaderForged;
    private boolean checkingDirect;
    private boolean checkingRelayed;

    ViewSlot(long view) {
        this.view = view;
        for (int i = 0; i < tallies.length; i++) {
            tallies[i] = new Tally();
        }
    }

    long view() {
        return view;
    }

    Tally tally(VoteKind kind) {
        return tallies[kind.ordinal()];
    }

    Certificate certificate(VoteKind kind) {
        return tallies[kind.ordinal()].certificate();
    }

    /** This node's own vote of a kind, or null. */
    Vote own(VoteKind kind) {
        return own[kind.ordinal()];
    }

    void setOwn(Vote vote) {
        own[vote.kind().ordinal()] = vote;
    }

    /**
     * What stands notarized in this view: by a notarization, or by a finalization, which honest validators sign only on
     * seeing one.
     */
    Subject notarized() {
        Certificate shown = certificate(VoteKind.NOTARIZE);
        if (shown == null) {
            shown = certificate(VoteKind.FINALIZE);
        }
        return shown == null ? null : shown.subject();
    }

    boolean nullified() {
        return certificate(VoteKind.NULLIFY) != null;
    }

    boolean certified() {
        return nullified() || notarized() != null;
    }

    /** The leader's first proposal that came, or null. */
    Proposal proposal() {
        return proposal;
    }

    /** Whether the proposal's signature has been found good. */
    boolean proposalGenuine() {
        return proposalGenuine;
    }

    /**
     * Notes that a proposal waits for its signature to be checked, and with it its body: one from the leader's own node
     * and one from others at a time. False when there is one already.
     */
    boolean startProposalCheck(boolean direct) {
        if (direct ? checkingDirect : checkingRelayed) {
            return false;
        }
        setProposalCheck(direct, true);
        return true;
    }

    void endProposalCheck(boolean direct) {
        setProposalCheck(direct, false);
    }

    private void setProposalCheck(boolean direct, boolean checking) {
        if (direct) {
            checkingDirect = checking;
        } else {
            checkingRelayed = checking;
        }
    }

    /** Whether the leader's own node has delivered a proposal with a false signature. */
    boolean leaderForged() {
        return leaderForged;
    }

    void setLeaderForged() {
        leaderForged = true;
    }

    /** The leader's vote was found good, which makes the proposal that it is genuine. */
    void confirm(Vote vote) {
        if (proposal != null && !proposalGenuine && proposal.subject().equals(vote.subject())) {
            proposal = proposal.signed(vote.signature());
            proposalGenuine = true;
        }
    }

    /** A signature was found false; forgets the proposal if it is that one. True when it was. */
    boolean refute(Vote vote) {
        boolean same = proposal != null
                && !proposalGenuine
                && proposal.subject().equals(vote.subject())
                && proposal.signature().equals(vote.signature());
        if (same) {
            dropProposal();
        }
        return same;
    }

    /** Forgets the proposal, with the block it holds. */
    void dropProposal() {
        proposal = null;
        proposalGenuine = false;
    }

    void setProposal(Proposal first, boolean genuine) {
        proposal = first;
        proposalGenuine = genuine;
    }

    /** Whether a validator has been heard of in this view. */
    boolean heardOf(int validator) {
        for (Tally tally : tallies) {
            if (tally.of(validator) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether more than so many of the validators have been heard of in this view. */
    boolean hasMoreVoicesThan(int number, int validators) {
        int votes = 0;
        for (Tally tally : tallies) {
            votes += tally.size();
        }
        int voices = 0;
        for (int i = 0; i < validators && votes > number; i++) { // asked after each event, so it ends early
            if (heardOf(i) && ++voices > number) {
                return true;
            }
        }
        return false;
    }

    /** Notes that a validator is accused; false when it was already. */
    boolean accuse(int validator) {
        return accused.add(validator);
    }
}
