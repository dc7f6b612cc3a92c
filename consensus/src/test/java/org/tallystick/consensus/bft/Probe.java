package org.tallystick.consensus.bft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;

/**
 * One engine under a magnifying glass: events are handed in by the test, effects are recorded, and what a node would
 * answer at once is answered at once unless the test wants to do it itself.
 */
final class Probe {
    static final Hash CHAIN = Sha256.hash(new byte[] {7});
    static final Parameters PARAMETERS = parameters(0);

    /** A message the engine sent; to null means to all. */
    record Sent(NodeId to, Envelope envelope) {}

    final ValidatorSet validators;
    final MessageCodec codec;
    final MiniLedger ledger;
    final List<Effect> effects = new ArrayList<>();
    final List<VoteJournal.Entry> journal = new ArrayList<>();
    final Map<Integer, Long> timers = new TreeMap<>();
    final int self;
    boolean autoVerify = true;
    boolean autoCheck = true;
    boolean autoBuild = true;
    boolean autoFinalize = true;
    long now = 10_000;
    private final Parameters parameters;
    private final boolean observer;
    private final Deque<Event> answers = new ArrayDeque<>();
    private ConsensusProtocol protocol;
    private boolean handling;

    Probe(int size, int self) {
        this(size, self, PARAMETERS);
    }

    Probe(int size, int self, Parameters parameters) {
        this(size, self, parameters, false);
    }

    Probe(int size, int self, Parameters parameters, boolean observer) {
        this.self = self;
        this.parameters = parameters;
        this.observer = observer;
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            NodeId node = new NodeId(MockSigner.numbered(1_000 + i).publicKey());
            members.add(new Validator("v" + i, MockSigner.numbered(i).publicKey(), node));
        }
        validators = new ValidatorSet(0, members);
        codec = new MessageCodec(CHAIN, 0, size);
        ledger = new MiniLedger(CHAIN, 0, MockSigner.numbered(self).publicKey());
    }

    static Parameters parameters(int heartbeat) {
        return new Parameters(1 << 20, 2_000, 128 << 10, 3_600_000, 1_000_000, 1_024, 1_000, 10_000, heartbeat);
    }

    /** A validator that has nothing to fear for its journal. */
    static Probe running(int size, int self) {
        return running(size, self, PARAMETERS);
    }

    static Probe running(int size, int self, Parameters parameters) {
        Probe probe = new Probe(size, self, parameters);
        probe.journal.add(probe.confirmedMark());
        probe.start();
        probe.effects.clear();
        return probe;
    }

    private VoteJournal.Entry confirmedMark() {
        List<Effect> out = new ArrayList<>();
        Committee committee = new Committee(context());
        Outbox outbox = new Outbox(committee, codec);
        outbox.open(out::add);
        new Journal(committee, codec, outbox).mark(Journal.Kind.CONFIRMED);
        Effect.Persist record = (Effect.Persist) out.get(0);
        return new VoteJournal.Entry(record.position(), record.data().toArray());
    }

    private EngineContext context() {
        NodeId node = new NodeId(MockSigner.numbered(1_000 + self).publicKey());
        return new EngineContext(
                CHAIN,
                validators,
                parameters,
                node,
                observer ? Optional.empty() : Optional.of(MockSigner.numbered(self)));
    }

    /** A new life with what is on disk. */
    void start() {
        effects.clear();
        timers.clear();
        protocol = new BftEngine().create(context());
        handle(new Event.Start(
                ledger.head().header(),
                ledger.head().hash(),
                ledger.headCertificate(),
                List.copyOf(journal),
                ledger.held().size(),
                ledger.outlook()));
    }

    void restart() {
        ledger.crash();
        start();
    }

    EngineStatus status() {
        return protocol.status();
    }

    void handle(Event event) {
        answers.add(event);
        if (handling) {
            return;
        }
        handling = true;
        while (!answers.isEmpty()) {
            List<Effect> out = new ArrayList<>();
            protocol.handle(answers.poll(), out::add);
            out.forEach(this::took);
        }
        handling = false;
    }

    private void took(Effect effect) {
        effects.add(effect);
        if (effect instanceof Effect.Persist record) {
            journal.add(new VoteJournal.Entry(record.position(), record.data().toArray()));
        } else if (effect instanceof Effect.Verify verify && autoVerify) {
            answers.add(answer(verify));
        } else if (effect instanceof Effect.Check check && autoCheck) {
            CheckResult result = ledger.check(check.block(), check.certified(), now);
            answers.add(new Event.Checked(check.block().hash(), result));
        } else if (effect instanceof Effect.Build build && autoBuild) {
            answers.add(answer(build));
        } else if (effect instanceof Effect.Finalize done && autoFinalize) {
            finish(done);
        } else if (effect instanceof Effect.SetTimer timer) {
            timers.put(timer.timer(), timer.delayMillis());
        } else if (effect instanceof Effect.CancelTimer timer) {
            timers.remove(timer.timer());
        }
    }

    Event.Verified answer(Effect.Verify verify) {
        MockVerifier verifier = new MockVerifier();
        boolean good = verify.checks().stream()
                .allMatch(check -> verifier.verify(check.key(), check.message().toArray(), check.signature()));
        return new Event.Verified(verify.request(), good);
    }

    Event.Built answer(Effect.Build build) {
        Optional<ProposedBlock> built = ledger.build(build.parent(), build.evenIfEmpty(), now);
        return new Event.Built(build.request(), built, built.map(block -> ledger.outlook()));
    }

    void finish(Effect.Finalize done) {
        if (ledger.finish(done.block(), done.certificate())) {
            answers.add(new Event.Finalized(
                    ledger.head().header(), ledger.head().hash(), ledger.headCertificate(), ledger.outlook()));
            answers.add(new Event.Work(ledger.held().size()));
        }
    }

    void fire(int timer) {
        if (timers.remove(timer) == null) {
            throw new AssertionError("timer " + timer + " does not run");
        }
        handle(new Event.TimerFired(timer));
    }

    void work(long... transactions) {
        Arrays.stream(transactions).forEach(ledger::hold);
        handle(new Event.Work(ledger.held().size()));
    }

    NodeId node(int validator) {
        return validators.get(validator).node();
    }

    void receive(int from, Item... items) {
        receive(from, false, items);
    }

    void receive(int from, boolean repeat, Item... items) {
        handle(new Event.Received(node(from), codec.encode(new Envelope(repeat, List.of(items)))));
    }

    /** A validator passes on what somebody else sent. */
    void relay(int by, Item... items) {
        handle(new Event.Received(node(by), codec.encode(new Envelope(false, List.of(items))), true));
    }

    /** A block on another, as the leader of a view would make it. */
    ProposedBlock block(long view, ProposedBlock parent, long... transactions) {
        MiniLedger maker = new MiniLedger(
                CHAIN, 0, MockSigner.numbered(view % validators.size()).publicKey());
        return maker.forge(parent, now, Arrays.stream(transactions).boxed().toList());
    }

    Proposal proposal(long view, long parentView, ProposedBlock block) {
        Vote vote = vote((int) (view % validators.size()), notarize(view, block));
        return new Proposal(view, parentView, block, vote.signature());
    }

    static Subject notarize(long view, ProposedBlock block) {
        return Subject.notarize(view, block.header().height(), block.hash());
    }

    static Subject finalize(long view, ProposedBlock block) {
        return Subject.finalize(view, block.header().height(), block.hash());
    }

    Vote vote(int validator, Subject subject) {
        return new Vote(subject, validator, MockSigner.numbered(validator).sign(subject.signedMessage(CHAIN, 0)));
    }

    Certificate certificate(Subject subject, int... signers) {
        return new Certificate(
                subject, Arrays.stream(signers).mapToObj(i -> vote(i, subject)).toList());
    }

    /** Proposes and notarizes a block from outside, up to the notarization this engine makes of it. */
    ProposedBlock notarized(long view, long parentView, ProposedBlock parent, long... transactions) {
        ProposedBlock block = block(view, parent, transactions);
        receive((int) (view % validators.size()), proposal(view, parentView, block));
        for (int i = 0; i < validators.size(); i++) {
            if (i != self) {
                receive(i, vote(i, notarize(view, block)));
            }
        }
        return block;
    }

    void finalizedBy(long view, ProposedBlock block, int... signers) {
        for (int signer : signers) {
            receive(signer, vote(signer, finalize(view, block)));
        }
    }

    /** All that was sent since the effects were last cleared. */
    List<Sent> sent() {
        List<Sent> sent = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Broadcast broadcast) {
                sent.add(new Sent(null, decode(broadcast.message())));
            } else if (effect instanceof Effect.Send send) {
                sent.add(new Sent(send.to(), decode(send.message())));
            }
        }
        return sent;
    }

    List<Item> items() {
        return sent().stream().flatMap(sent -> sent.envelope().items().stream()).toList();
    }

    /** Own votes of a kind that were sent, each as often as it was. */
    List<Vote> votes(VoteKind kind) {
        List<Vote> votes = new ArrayList<>();
        for (Item item : items()) {
            if (item instanceof Vote vote && vote.validator() == self && vote.kind() == kind) {
                votes.add(vote);
            }
        }
        return votes;
    }

    <T> List<T> items(Class<T> type) {
        return items().stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T> List<T> effects(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private Envelope decode(Bytes message) {
        try {
            return codec.decode(message);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
