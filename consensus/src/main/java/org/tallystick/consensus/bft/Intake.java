package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;

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

    Intake(Core core, SignatureDesk desk, JournalGuard guard, Evidence evidence, Certifier certifier) {
        this.core = core;
        this.desk = desk;
        this.guard = guard;
        this.evidence = evidence;
        this.certifier = certifier;
    }

    /**
     * A single vote. Nearly always it waits now for its signature to be checked, or is not needed.
     *
     * @return whether anything has changed that rules look at: this is the first that was heard of its view
     */
    boolean vote(Vote vote, NodeId from) {
        if (vote.validator() == core.committee().self()) {
            guard.sawOwn(vote, from); // own votes count where they are cast
            return false;
        }
        ViewTable views = core.views();
        if (vote.view() <= views.headView()
                || vote.view() > views.current() + Limits.VOTE_WINDOW
                || (vote.kind() == VoteKind.FINALIZE && vote.view() <= views.decided())) {
            return false;
        }
        boolean first = views.peek(vote.view()) == null;
        Tally tally = views.at(vote.view()).tally(vote.kind());
        boolean settled =
                tally.certificate() != null && tally.certificate().subject().equals(vote.subject());
        if (settled || tally.has(vote) || tally.exhausted(vote.validator()) || !tally.startCheck(vote)) {
            return first;
        }
        boolean started = desk.check(vote, from, good -> {
            tally.endCheck(vote);
            settled(vote, good);
        });
        if (!started) {
            tally.endCheck(vote);
        }
        return first;
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
        if (vote.validator() == core.committee().leader(vote.view())) {
            slot.confirm(vote);
        }
        if (tally.add(vote) && tally.certificate() == null) {
            complete(tally, vote.subject());
        }
    }

    private void complete(Tally tally, Subject subject) {
        if (tally.count(subject) >= core.committee().quorum()) {
            certifier.add(tally.assemble(subject, core.committee().quorum()));
        }
    }

    /**
     * Whether a certificate says nothing that is not known already: its view is over, or has one that says the same; and
     * it does not show a vote in this validator's name of which there is no record.
     */
    boolean isKnown(Subject subject, Bytes signers) {
        int self = core.committee().self();
        boolean names = self >= 0 && (signers.get(self >> 3) >> (self & 7) & 1) != 0;
        return (isOver(subject) || isCertified(subject)) && (!names || guard.accountsFor(subject));
    }

    private boolean isOver(Subject subject) {
        return subject.view() <= core.views().headView()
                && !(subject.kind() == VoteKind.FINALIZE && evidence.isArchived(subject.view()));
    }

    private boolean isCertified(Subject subject) {
        ViewSlot slot = core.views().peek(subject.view());
        Certificate known = slot == null ? null : slot.certificate(subject.kind());
        return known != null && known.subject().equals(subject);
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
        Certificate same = known == null ? null : known.certificate(certificate.kind());
        if (same != null && same.subject().equals(certificate.subject())) {
            return; // one that says something else is looked at, as it names those who signed both
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
            } else {
                tally.discard(from, certificate);
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

    /** A vote's signature has been checked, and the tally told that the check has ended. */
    void settled(Vote vote, boolean good) {
        if (good) {
            count(vote);
            return;
        }
        ViewSlot slot = core.views().peek(vote.view());
        if (slot != null) {
            if (slot.refute(vote)) {
                core.blocks().drop(vote.subject().block());
            }
            reconsider(slot.tally(vote.kind()));
        }
    }

    /** The outcome of a check may have left certificates that wait for it short of a vote. */
    private void reconsider(Tally tally) {
        if (tally.certificate() == null) {
            tally.takeParked().forEach((from, certificate) -> certificate(certificate, from));
        }
    }
}
