package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;

/**
 * One validator's or observer's part in the protocol in one epoch. Events change what is known; then every rule looks at
 * what it may do now, until nothing changes. One thread calls it.
 */
final class EpochProtocol {
    private final NodeId self;
    private final Core core;
    private final SignatureDesk desk;
    private final Evidence evidence;
    private final Voter voter;
    private final Certifier certifier;
    private final Proposer proposer;
    private final Finalizer finalizer;
    private final Fetcher fetcher;
    private final Answers answers;
    private final JournalGuard guard;
    private final Intake intake;
    private final ProposalIntake proposals;
    private final Pacemaker pacemaker;
    private final Resender resender;
    private final Recovery recovery;

    /**
     * Does nothing until it is started.
     *
     * @param requests numbers that answers are known by; shared by all epochs, so that an answer never meets another
     *     epoch's question
     */
    EpochProtocol(EngineContext context, LongSupplier requests) {
        self = context.self();
        core = new Core(context);
        desk = new SignatureDesk(core.committee(), core.out(), requests);
        evidence = new Evidence(core.committee(), core.codec(), core.out());
        ParentRule parents = new ParentRule(core);
        voter = new Voter(core, parents);
        certifier = new Certifier(core, voter);
        proposer = new Proposer(core, parents, voter, requests);
        finalizer = new Finalizer(core);
        fetcher = new Fetcher(core, finalizer, parents);
        answers = new Answers(core, self);
        guard = new JournalGuard(core, desk, answers, !context.signers().isEmpty());
        intake = new Intake(core, desk, guard, evidence, certifier);
        proposals = new ProposalIntake(core, desk, intake, fetcher);
        voter.countAt(intake);
        pacemaker = new Pacemaker(core, voter, proposer, guard);
        resender = new Resender(core);
        recovery = new Recovery(core, certifier, guard);
    }

    /**
     * The first call.
     *
     * @param vouched whether this node's journal is known to hold everything it ever said up to the epoch before
     * @param over whether this node has voted in a later epoch, so that this one is over for it
     */
    void start(Event.Start start, boolean vouched, boolean over, Consumer<Effect> effects) {
        core.out().open(effects);
        recovery.start(start, vouched, over);
        settle();
    }

    void handle(Event event, Consumer<Effect> effects) {
        core.out().open(effects);
        if (apply(event)) {
            settle();
        }
    }

    /** Whether the next epoch begins after this node came to be, so that it cannot have said anything in it before. */
    boolean vouchesForNext() {
        return guard.vouchesForNext();
    }

    Committee committee() {
        return core.committee();
    }

    long headHeight() {
        return core.views().headHeight();
    }

    /** Whether a peer may be answered once more in this window of time. */
    boolean answers(NodeId peer, Consumer<Effect> effects) {
        core.out().open(effects);
        return answers.allows(peer);
    }

    /** False when nothing has changed that any rule looks at. */
    private boolean apply(Event event) {
        if (event instanceof Event.Received received) {
            // Nobody knows who says what was passed on; as if from this node itself, nothing counts of it but
            // signatures.
            return received(received.relayed() ? self : received.from(), received.message());
        } else if (event instanceof Event.Verified verified) {
            desk.answered(verified.request(), verified.allGood());
        } else if (event instanceof Event.Checked checked) {
            core.blocks().checked(checked.block(), checked.result());
        } else if (event instanceof Event.Built built) {
            proposer.built(built);
        } else if (event instanceof Event.TimerFired fired) {
            fired(fired.timer());
        } else if (event instanceof Event.Work work) {
            core.setReadyTransactions(work.readyTransactions());
            proposer.workChanged();
        } else if (event instanceof Event.Finalized finalized) {
            finalized(finalized);
        } else if (event instanceof Event.PeerConnected connected) {
            guard.connected(connected.peer());
            resender.greet(connected.peer());
        }
        return true;
    }

    /** Lets every rule act, until a whole round leaves views and votes as they were. */
    private void settle() {
        long view;
        long decided;
        do {
            view = core.views().current();
            decided = core.views().decided();
            core.blocks().advance();
            voter.finalizeLate();
            voter.notarize();
            proposer.advance();
            finalizer.advance();
        } while (view != core.views().current() || decided != core.views().decided());
        pacemaker.update();
        resender.update();
        fetcher.update();
    }

    /** Nothing that comes from the network throws; what cannot be read is ignored. */
    private boolean received(NodeId from, Bytes message) {
        Envelope envelope;
        try {
            envelope = core.codec().decode(message, intake::isKnown);
        } catch (MalformedException e) {
            return false; // not a message of this chain and epoch; the transport sees to senders of noise
        }
        boolean changed = envelope.repeat();
        for (Item item : envelope.items()) {
            changed |= dispatch(item, from);
        }
        if (envelope.repeat()) {
            answers.repeated(envelope.items(), from);
        }
        return changed;
    }

    private boolean dispatch(Item item, NodeId from) {
        if (item instanceof Vote vote) {
            return intake.vote(vote, from);
        } else if (item instanceof Certificate certificate) {
            intake.certificate(certificate, from);
        } else if (item instanceof Proposal proposal) {
            proposals.proposal(proposal, from);
        } else if (item instanceof Item.BlockReply reply) {
            proposals.reply(reply.block());
        } else if (item instanceof Item.BlockRequest request) {
            answers.block(request, from);
        } else if (item instanceof Item.CertificateRequest request) {
            answers.certificates(request, from);
        } else if (item instanceof Item.VoteQuery query) {
            guard.queried(query, from);
        } else if (item instanceof Item.VoteReport report) {
            guard.reported(report, from);
        } else if (item instanceof Item.EpochQuery) {
            guard.askedForEpoch(from);
        } else if (item instanceof Item.EpochReport) {
            guard.epochReported(from);
        }
        return true;
    }

    private void fired(int timer) {
        switch (timer) {
            case Timers.VIEW -> pacemaker.viewFired();
            case Timers.RESEND -> {
                proposer.workChanged();
                resender.fired();
            }
            case Timers.GATHER -> proposer.gatherFired();
            case Timers.EMPTY -> pacemaker.emptyFired();
            case Timers.HEARTBEAT -> pacemaker.heartbeatFired();
            case Timers.QUERY -> guard.ask();
            case Timers.ANSWER -> answers.fired();
            case Timers.FETCH -> fetcher.fired();
            case Timers.RECHECK -> core.blocks().unpark();
            default -> throw new IllegalArgumentException("timer " + timer + " was never set");
        }
    }

    /** A block is final and on disk: everything of earlier views and heights is over. */
    private void finalized(Event.Finalized event) {
        BlockHeader head = event.head();
        Hash hash = event.hash();
        ViewTable views = core.views();
        if (head.height() <= views.headHeight()) {
            return;
        }
        Certificate certificate = BftFinalityVerifier.read(core.codec(), event.certificate());
        long view = certificate == null ? views.viewOf(hash) : certificate.view();
        if (certificate != null) {
            guard.trusted(certificate);
            certifier.record(certificate);
        }
        views.setHead(hash, head.height(), head.timestamp(), view);
        core.blocks().setHeadOutlook(event.outlook());
        if (view >= views.current()) {
            certifier.enter(view + 1);
        }
        views.prune().forEach(evidence::archive);
        core.journal().raiseFloor(views.headView());
        core.blocks().prune();
        core.blocks().unpark();
        proposer.workChanged();
    }

    EngineStatus status() {
        ViewTable views = core.views();
        ViewSlot slot = views.peek(views.current());
        boolean proposed = slot != null && slot.proposal() != null;
        boolean waiting = core.readyTransactions() > 0
                || views.hasUnfinal()
                || proposed
                || core.isEpochEnding()
                || finalizer.target() != null;
        List<String> silent = new ArrayList<>();
        if (waiting) {
            for (int i = 0; i < core.committee().size(); i++) {
                if (i != core.committee().self() && !isHeard(i)) {
                    silent.add(core.committee().name(i));
                }
            }
        }
        return new EngineStatus(
                core.committee().epoch(),
                views.current(),
                core.role(),
                waiting,
                silent,
                detail(),
                finalHeight(),
                guard.vouchesForNext());
    }

    private long finalHeight() {
        Certificate ahead = finalizer.target();
        return ahead == null ? core.views().headHeight() : ahead.subject().height();
    }

    private boolean isHeard(int validator) {
        ViewTable views = core.views();
        for (ViewSlot slot : views.above(Math.max(views.decided(), views.current() - 2))) {
            if (slot.heardOf(validator)) {
                return true;
            }
        }
        return false;
    }

    private String detail() {
        ViewTable views = core.views();
        String leader = core.committee().name(core.committee().leader(views.current()));
        return switch (core.role()) {
            case CONFIRMING -> "asks the other validators whether they hold votes of it before it votes";
            case LOST_JOURNAL -> "does not vote in this epoch, because its record of earlier votes is incomplete";
            default ->
                views.hasUnfinal()
                        ? "view " + views.current() + ", led by " + leader + "; the block of view "
                                + views.topNotarized() + " is notarized but not final"
                        : "view " + views.current() + ", led by " + leader;
        };
    }
}
