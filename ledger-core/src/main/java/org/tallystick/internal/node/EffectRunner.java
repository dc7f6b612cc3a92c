package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.compact.CompactSender;
import org.tallystick.internal.sync.Syncer;
import org.tallystick.model.NodeId;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.PeerInfo;

/** Carries out what an engine wants of the node. */
final class EffectRunner {
    private static final int FEW = 4;

    private final NodeId self;
    private final FinalChain chain;
    private final SignatureVerifier verifier;
    private final Outlet outlet;
    private final CompactSender compactor;
    private final ConsensusDriver driver;
    private final BlockWorker worker;
    private final Finalizer finalizer;
    private final Syncer syncer;
    private final Intake intake;
    private final SignaturePool signatures;
    private final EvidenceKeeper evidence;
    private final Executor parallel;
    private volatile Others others;

    EffectRunner(
            NodeId self,
            FinalChain chain,
            SignatureVerifier verifier,
            Outlet outlet,
            CompactSender compactor,
            ConsensusDriver driver,
            BlockWorker worker,
            Finalizer finalizer,
            Syncer syncer,
            Intake intake,
            SignaturePool signatures,
            EvidenceKeeper evidence,
            Executor parallel) {
        this.self = self;
        this.chain = chain;
        this.verifier = verifier;
        this.outlet = outlet;
        this.compactor = compactor;
        this.driver = driver;
        this.worker = worker;
        this.finalizer = finalizer;
        this.syncer = syncer;
        this.intake = intake;
        this.signatures = signatures;
        this.evidence = evidence;
        this.parallel = parallel;
    }

    /** The nodes of some validators, but this one. */
    private record Others(ValidatorSet of, List<NodeId> nodes) {}

    /** The nodes of the validators in force, but this one. */
    @SuppressWarnings("ReferenceEquality") // an equal set that is another object is only read once more
    private List<NodeId> otherValidators() {
        ValidatorSet inForce = chain.head().outlook().config().validators();
        Others known = others;
        if (known == null || known.of() != inForce) {
            known = new Others(
                    inForce,
                    inForce.validators().stream()
                            .map(Validator::node)
                            .filter(node -> !node.equals(self))
                            .toList());
            others = known;
        }
        return known.nodes();
    }

    /** Effects that the outbox lets through in order. */
    void ordered(Effect effect) {
        if (effect instanceof Effect.Send send) {
            outlet.send(send.to(), MessageKind.CONSENSUS, CompactSender.whole(send.message()));
        } else if (effect instanceof Effect.Broadcast broadcast) {
            broadcast(broadcast);
        } else if (effect instanceof Effect.Finalize decided) {
            worker.onLedgerThread(() -> finalizer.makeFinal(decided.block(), decided.certificate()));
        } else {
            throw new IllegalStateException("not an ordered effect: " + effect);
        }
    }

    /**
     * While hardly anything waits for the engine, a few signatures are checked on its own thread, as to hand them to
     * another and back costs about as much again. A flood of them is for the other thread, so that it holds up nothing.
     */
    private void verify(Effect.Verify verify) {
        if (verify.checks().size() <= FEW && driver.isCalm()) {
            driver.answer(new Event.Verified(verify.request(), verifier.allGood(verify.checks())));
        } else {
            signatures.checkAll(
                    verify.checks(),
                    verifier::allGood,
                    good -> driver.post(new Event.Verified(verify.request(), good)));
        }
    }

    /** Those that are not connected get the message whole, through somebody who could not tell them what they lack. */
    private void broadcast(Effect.Broadcast broadcast) {
        Optional<byte[]> compact = compactor.compact(broadcast);
        byte[] whole = CompactSender.whole(broadcast.message());
        Set<NodeId> connected = compact.isEmpty()
                ? Set.of()
                : outlet.peers().stream().map(PeerInfo::id).collect(Collectors.toSet());
        for (NodeId node : otherValidators()) {
            outlet.send(node, MessageKind.CONSENSUS, connected.contains(node) ? compact.get() : whole);
        }
    }

    /** Effects that wait for nothing. */
    void immediate(Effect effect) {
        if (effect instanceof Effect.Verify verify) {
            verify(verify);
        } else if (effect instanceof Effect.Check check) {
            worker.check(
                    check.block(),
                    check.certified(),
                    result -> driver.post(new Event.Checked(check.block().hash(), result)));
        } else if (effect instanceof Effect.Build build) {
            worker.build(build, driver::post);
        } else if (effect instanceof Effect.Abandon given) {
            worker.abandon(given.block(), intake::takeBack);
        } else if (effect instanceof Effect.Compute compute) {
            parallel.execute(() -> driver.post(
                    new Event.Computed(compute.request(), compute.work().get())));
        } else if (effect instanceof Effect.CatchUp catchUp) {
            syncer.catchUp(catchUp.from(), catchUp.height());
        } else if (effect instanceof Effect.SpreadPending) {
            intake.spreadHeld(otherValidators());
        } else if (effect instanceof Effect.Route route) {
            intake.route(route.leaders().stream()
                    .filter(node -> !node.equals(self))
                    .distinct()
                    .toList());
        } else if (effect instanceof Effect.Accuse accuse) {
            evidence.accused(accuse, driver.epoch());
        } else {
            throw new IllegalStateException("an effect that is not known: " + effect);
        }
    }
}
