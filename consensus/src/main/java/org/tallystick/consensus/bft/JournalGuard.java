package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.EngineStatus.Role;

/**
 * Keeps a validator that does not know what it voted from voting (rule: Lost journal). One with an empty journal asks
 * the others first; one that is shown a vote of its own that its journal does not know is silent for the epoch.
 */
final class JournalGuard {
    private final Core core;
    private final SignatureDesk desk;
    private final Answers answers;
    private final Vote[] highest;
    private final long[] highestViews; // of these, from 1; at hand, as every vote is compared with them
    private final boolean[] heldNone;
    private final boolean[] sawOpen;
    private final boolean hasKey;
    private boolean witnessed;
    private final Set<NodeId> asked = new HashSet<>();
    private long delay = Timers.RESEND_FIRST;

    /** For a node; one without any voting key will never vote, and has nothing to guard. */
    JournalGuard(Core core, SignatureDesk desk, Answers answers, boolean hasKey) {
        this.core = core;
        this.hasKey = hasKey;
        sawOpen = new boolean[core.committee().size()];
        this.desk = desk;
        this.answers = answers;
        highest = new Vote[core.committee().size()];
        highestViews = new long[highest.length];
        heldNone = new boolean[core.committee().size()];
    }

    /**
     * Decides what this node is, given what its journal held.
     *
     * @param vouched whether nothing can have been said in this epoch that the journal does not hold
     * @param over whether this node has voted in a later epoch: the records of this one are gone then, and its end was
     *     final, though the store may have lost it since
     */
    void start(Journal.Replay replay, Certificate headCertificate, boolean vouched, boolean over) {
        witnessed = replay.witnessed();
        if (!core.committee().isMember()) {
            core.setRole(Role.OBSERVER);
            if (vouched && hasKey && !witnessed) {
                witness(); // what is not said in this epoch leaves the journal as complete as it was
            }
        } else if (replay.lost() || over) {
            core.setRole(Role.LOST_JOURNAL);
        } else if (!replay.empty()) {
            core.setRole(Role.VALIDATOR);
        } else if (vouched) {
            core.setRole(Role.VALIDATOR);
            core.journal().mark(Journal.Kind.CONFIRMED);
            askForRollback();
        } else {
            core.setRole(Role.CONFIRMING);
        }
        if (headCertificate != null) {
            trusted(headCertificate);
        }
        ask();
        confirmIfEnough();
    }

    /**
     * Whether the next epoch begins after this node came to be, or its journal holds all that it ever said: then it may
     * vote there from the beginning (rule: Lost journal).
     */
    boolean vouchesForNext() {
        return witnessed || core.role() == Role.VALIDATOR;
    }

    /** Whether this node must learn that the epoch is open still, in order to vote in the next one. */
    private boolean isToWitness() {
        return hasKey && !witnessed && core.role() != Role.VALIDATOR;
    }

    /** This may be an old journal that has come through the epochs again: who holds a vote of this one then shows it. */
    private void askForRollback() {
        for (int i = 0; i < core.committee().size(); i++) {
            if (i != core.committee().self()) {
                Item question = new Item.VoteQuery(core.committee().self());
                core.out().send(core.committee().node(i), List.of(question), false);
            }
        }
    }

    /** Remembers a verified vote, so that its validator can be told of it. */
    void note(Vote vote) {
        int validator = vote.validator();
        if (highestViews[validator] <= vote.view()) {
            highestViews[validator] = vote.view();
            highest[validator] = vote;
        }
    }

    /** The highest view in which a validator was heard of, or -1 when it was not heard of in this node's life. */
    long lastHeard(int validator) {
        return highest[validator] == null ? -1 : highest[validator].view();
    }

    /** Takes votes from a certificate that this node's own store vouches for. */
    void trusted(Certificate certificate) {
        certificate.votes().forEach(this::note);
        Vote own = certificate.of(core.committee().self());
        if (own != null && isGuarding() && !isKnown(own)) {
            lose();
        }
    }

    /** A vote in this validator's name was seen. Checks are bounded by sender, so that no forgery hides a true one. */
    void sawOwn(Vote vote, NodeId from) {
        if (!isGuarding() || isKnown(vote)) {
            return;
        }
        desk.check(List.of(vote), from, good -> {
            if (good && isGuarding() && !isKnown(vote)) {
                note(vote);
                lose();
            }
        });
    }

    private boolean isGuarding() {
        return core.role() == Role.VALIDATOR || core.role() == Role.CONFIRMING;
    }

    private boolean isKnown(Vote vote) {
        return accountsFor(vote.subject());
    }

    /** Whether the journal accounts for a vote: it is on record, or of a view whose records may have been forgotten. */
    boolean accountsFor(Subject said) {
        if (said.view() > core.journal().highestVoted()) {
            return false;
        }
        if (said.view() < Math.max(core.views().headView(), core.journal().openFrom())) {
            return true;
        }
        ViewSlot slot = core.views().peek(said.view());
        Vote own = slot == null ? null : slot.own(said.kind());
        return own != null && own.subject().equals(said);
    }

    private void lose() {
        core.setRole(Role.LOST_JOURNAL);
        core.journal().mark(Journal.Kind.LOST);
        core.out().cancel(Timers.QUERY);
        ask();
    }

    /** Asks everybody, and again after a while, what they have seen. */
    void ask() {
        if (core.role() != Role.CONFIRMING && !isToWitness()) {
            return;
        }
        for (int i = 0; i < heldNone.length; i++) {
            if (i != core.committee().self()) {
                core.out().send(core.committee().node(i), questions(i), false);
            }
        }
        if (core.committee().size() > 1 || !core.committee().isMember()) {
            core.out().timer(Timers.QUERY, delay);
            delay = Math.min(Timers.RESEND_MAX, delay * 2);
        }
    }

    /** A validator that connects is asked once; its answer may show a rollback. */
    void connected(NodeId peer) {
        int other = core.committee().indexOf(peer);
        if (other < 0 || other == core.committee().self()) {
            return;
        }
        if (core.role() == Role.VALIDATOR && asked.add(peer)) {
            core.out().send(peer, List.of(new Item.VoteQuery(core.committee().self())), false);
        } else {
            core.out().send(peer, questions(other), false);
        }
    }

    /** What is to be asked of a validator that has not answered it yet. */
    private List<Item> questions(int validator) {
        List<Item> questions = new ArrayList<>(2);
        if (core.role() == Role.CONFIRMING && !heldNone[validator]) {
            questions.add(new Item.VoteQuery(core.committee().self()));
        }
        if (isToWitness() && !sawOpen[validator]) {
            questions.add(new Item.EpochQuery());
        }
        return questions;
    }

    /**
     * A node wants to know whether the epoch is open. It is, so far as this validator can tell, unless it has voted
     * finalize for its last block.
     */
    void askedForEpoch(NodeId from) {
        if (core.role() != Role.VALIDATOR) {
            return;
        }
        for (ViewSlot slot : core.views().above(core.views().headView())) {
            Vote vote = slot.own(VoteKind.FINALIZE);
            Hash block = vote == null ? null : vote.subject().block();
            if (block != null
                    && (core.blocks().get(block) == null || core.blocks().isBoundary(block))) {
                return;
            }
        }
        if (answers.allows(from)) {
            core.out().send(from, List.of(new Item.EpochReport()), false);
        }
    }

    /**
     * The epoch was open for a validator after this node came to be. With 2f + 1 of them f + 1 honest ones had not voted
     * for its end, so no quorum had, and the next epoch had not begun.
     */
    void epochReported(NodeId from) {
        int reporter = core.committee().indexOf(from);
        if (!isToWitness() || reporter < 0 || reporter == core.committee().self()) {
            return;
        }
        sawOpen[reporter] = true;
        int open = 0;
        for (boolean saw : sawOpen) {
            open += saw ? 1 : 0;
        }
        if (open > 2 * core.committee().maxFaulty()) {
            witness();
            if (core.role() != Role.CONFIRMING) {
                core.out().cancel(Timers.QUERY);
            }
        }
    }

    private void witness() {
        witnessed = true;
        core.journal().mark(Journal.Kind.WITNESS);
    }

    /** Answers a validator that asks for its own votes. */
    void queried(Item.VoteQuery query, NodeId from) {
        if (core.committee().node(query.validator()).equals(from) && answers.allows(from)) {
            Optional<Vote> held = Optional.ofNullable(highest[query.validator()]);
            core.out().send(from, List.of(new Item.VoteReport(query.validator(), held)), false);
        }
    }

    /**
     * Takes an answer. A vote speaks for itself; that there is none only a validator's own node can say, so nobody speaks
     * for another or out of the past.
     */
    void reported(Item.VoteReport report, NodeId from) {
        int reporter = core.committee().indexOf(from);
        if (report.about() != core.committee().self()) {
            return;
        }
        if (report.highest().isPresent()) {
            sawOwn(report.highest().get(), from);
        } else if (core.role() == Role.CONFIRMING
                && reporter >= 0
                && reporter != core.committee().self()) {
            heldNone[reporter] = true;
            confirmIfEnough();
        }
    }

    private void confirmIfEnough() {
        int count = 0;
        for (boolean none : heldNone) {
            count += none ? 1 : 0;
        }
        Committee committee = core.committee();
        if (core.role() != Role.CONFIRMING || count < Math.min(committee.quorum(), committee.size() - 1)) {
            return;
        }
        core.setRole(Role.VALIDATOR);
        core.out().cancel(Timers.QUERY);
        core.journal().raiseFloor(core.views().headView());
        core.journal().mark(Journal.Kind.CONFIRMED);
        for (ViewSlot slot : core.views().above(core.views().headView())) {
            List<Item> known = new ArrayList<>();
            for (VoteKind kind : VoteKind.values()) {
                if (slot.certificate(kind) != null) {
                    known.add(slot.certificate(kind));
                }
            }
            if (!known.isEmpty()) {
                core.journal().write(slot.view(), known);
            }
        }
    }
}
