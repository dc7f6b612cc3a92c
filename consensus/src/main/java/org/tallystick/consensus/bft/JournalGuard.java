package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
    private final boolean[] heldNone;
    private final Set<NodeId> asked = new HashSet<>();
    private long delay = Timers.RESEND_FIRST;
    private boolean checking;

    JournalGuard(Core core, SignatureDesk desk, Answers answers) {
        this.core = core;
        this.desk = desk;
        this.answers = answers;
        highest = new Vote[core.committee().size()];
        heldNone = new boolean[core.committee().size()];
    }

    /** Decides what this node is, given what its journal held. */
    void start(Journal.Replay replay, Certificate headCertificate) {
        if (!core.committee().isMember()) {
            core.setRole(Role.OBSERVER);
        } else if (replay.lost()) {
            core.setRole(Role.LOST_JOURNAL);
        } else if (replay.empty()) {
            core.setRole(Role.CONFIRMING);
        } else {
            core.setRole(Role.VALIDATOR);
        }
        if (headCertificate != null) {
            trusted(headCertificate);
        }
        if (core.role() == Role.CONFIRMING) {
            ask();
            confirmIfEnough();
        }
    }

    /** Remembers a verified vote, so that its validator can be told of it. */
    void note(Vote vote) {
        Vote known = highest[vote.validator()];
        if (known == null || known.view() <= vote.view()) {
            highest[vote.validator()] = vote;
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

    /** A vote in this validator's name was seen anywhere. */
    void sawOwn(Vote vote, NodeId from) {
        if (!isGuarding() || isKnown(vote) || checking) {
            return;
        }
        checking = desk.check(vote, from, good -> {
            checking = false;
            if (good && isGuarding() && !isKnown(vote)) {
                note(vote);
                lose();
            }
        });
    }

    private boolean isGuarding() {
        return core.role() == Role.VALIDATOR || core.role() == Role.CONFIRMING;
    }

    /** Whether the journal accounts for a vote: it is on record, or of a view whose records may have been forgotten. */
    private boolean isKnown(Vote vote) {
        if (vote.view() > core.journal().highestVoted()) {
            return false;
        }
        if (vote.view() < Math.max(core.views().headView(), core.journal().openFrom())) {
            return true;
        }
        ViewSlot slot = core.views().peek(vote.view());
        Vote own = slot == null ? null : slot.own(vote.kind());
        return own != null && own.subject().equals(vote.subject());
    }

    private void lose() {
        core.setRole(Role.LOST_JOURNAL);
        core.journal().mark(Journal.Kind.LOST);
        core.out().cancel(Timers.QUERY);
    }

    /** Asks everybody, and again after a while, what they have seen. */
    void ask() {
        if (core.role() != Role.CONFIRMING) {
            return;
        }
        for (int i = 0; i < heldNone.length; i++) {
            if (i != core.committee().self() && !heldNone[i]) {
                core.out().send(core.committee().node(i), query(), false);
            }
        }
        if (core.committee().size() > 1) {
            core.out().timer(Timers.QUERY, delay);
            delay = Math.min(Timers.RESEND_MAX, delay * 2);
        }
    }

    /** A validator that connects is asked once; its answer may show a rollback. */
    void connected(NodeId peer) {
        boolean other = core.committee()
                        .validators()
                        .indexOf(peer)
                        .orElse(core.committee().self())
                != core.committee().self();
        if (isGuarding() && other && (core.role() == Role.CONFIRMING || asked.add(peer))) {
            core.out().send(peer, query(), false);
        }
    }

    private List<Item> query() {
        return List.of(new Item.VoteQuery(core.committee().self()));
    }

    /** Answers a validator that asks for its own votes. */
    void queried(Item.VoteQuery query, NodeId from) {
        if (core.committee().node(query.validator()).equals(from) && answers.allows(from)) {
            Optional<Vote> held = Optional.ofNullable(highest[query.validator()]);
            core.out().send(from, List.of(new Item.VoteReport(query.validator(), held)), false);
        }
    }

    /** Takes an answer; only a validator's own node can give it, so nobody speaks for another or out of the past. */
    void reported(Item.VoteReport report, NodeId from) {
        OptionalInt reporter = core.committee().validators().indexOf(from);
        if (report.about() != core.committee().self()
                || reporter.isEmpty()
                || reporter.getAsInt() == core.committee().self()) {
            return;
        }
        if (report.highest().isPresent()) {
            sawOwn(report.highest().get(), from);
        } else if (core.role() == Role.CONFIRMING) {
            heldNone[reporter.getAsInt()] = true;
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
