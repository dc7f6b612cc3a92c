package org.tallystick.consensus.fork;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.crypto.Sha256;
import org.tallystick.crypto.Signer;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;

/** One node's engine with nothing around it: events by hand, effects collected, the node's answers given at once. */
public final class ForkProbe {
    public static final Hash CHAIN = Sha256.hash(Bytes.utf8("fork probe"));
    public static final long BEGIN = 1_000_000;
    /** What follows every block here: more of the same. */
    public static final Outlook OUTLOOK = new Outlook(new LedgerConfig(validators(4), Parameters.DEFAULT), 0);

    public final ValidatorSet validators;
    public final List<Effect> effects = new ArrayList<>();
    public final List<VoteJournal.Entry> journal = new ArrayList<>();
    public final TreeMap<Integer, Long> timers = new TreeMap<>();
    public Function<Effect.Check, CheckResult> checks = check -> new CheckResult.Valid(OUTLOOK);
    public boolean finalizes = true;
    public int buildsTransactions = 1;
    public Event meanwhile; // comes once while the next block is being built; or null
    public long now = BEGIN;
    private final ConsensusEngine engine;
    private final int self;
    private final Parameters parameters;
    private final Deque<Event> answers = new ArrayDeque<>();
    private final TreeMap<Hash, BlockHeader> headers = new TreeMap<>();
    private BlockHeader head = genesis();
    private ConsensusProtocol protocol;

    /** {@code self} is -1 for an observer. */
    public ForkProbe(ConsensusEngine engine, int size, int self, Parameters parameters) {
        this.engine = engine;
        this.self = self;
        this.parameters = parameters;
        validators = validators(size);
        headers.put(HeaderCodec.hash(head), head);
    }

    public static ValidatorSet validators(int size) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(new Validator("v" + i, signer(i).publicKey(), node(i)));
        }
        return new ValidatorSet(0, members);
    }

    public static Signer signer(int validator) {
        return MockSigner.numbered(validator);
    }

    public static NodeId node(int validator) {
        return new NodeId(MockSigner.numbered(1_000 + validator).publicKey());
    }

    public static BlockHeader genesis() {
        PublicKey nobody = new PublicKey(SignatureScheme.ED25519, Bytes.wrap(new byte[32]));
        return header(0, Hash.ZERO, BEGIN, nobody, 0, Bytes.EMPTY);
    }

    /** A block's header as the ledger would make it. */
    public static BlockHeader child(BlockHeader parent, int proposer, int transactions, long time, Bytes fields) {
        return header(
                parent.height() + 1,
                HeaderCodec.hash(parent),
                time,
                signer(proposer).publicKey(),
                transactions,
                fields);
    }

    private static BlockHeader header(
            long height, Hash parent, long time, PublicKey proposer, int transactions, Bytes fields) {
        Hash zero = Hash.ZERO;
        return new BlockHeader(
                CHAIN, height, parent, time, proposer, transactions, zero, zero, zero, zero, zero, zero, fields);
    }

    public static SealedBlock sealed(BlockHeader header, Bytes seal) {
        return new SealedBlock(new ProposedBlock(header, HeaderCodec.hash(header), Bytes.utf8("body")), seal);
    }

    /** Starts the engine, anew if it ran, with what it persisted. */
    public ForkProbe start() {
        timers.clear();
        effects.clear();
        Optional<Signer> signer = self < 0 ? Optional.empty() : Optional.of(signer(self));
        protocol = engine.create(new EngineContext(CHAIN, validators, parameters, node(self < 0 ? 500 : self), signer));
        handle(new Event.Start(head, HeaderCodec.hash(head), Bytes.EMPTY, List.copyOf(journal), 0, OUTLOOK));
        return this;
    }

    public void handle(Event event) {
        answers.add(event);
        while (!answers.isEmpty()) {
            protocol.handle(answers.poll(), this::take);
        }
    }

    private void take(Effect effect) {
        effects.add(effect);
        if (effect instanceof Effect.Verify verify) {
            MockVerifier verifier = new MockVerifier();
            boolean good = verify.checks().stream()
                    .allMatch(check ->
                            verifier.verify(check.key(), check.message().toArray(), check.signature()));
            answers.add(new Event.Verified(verify.request(), good));
        } else if (effect instanceof Effect.Check check) {
            headers.put(check.block().hash(), check.block().header());
            CheckResult result = checks.apply(check);
            if (result != null) {
                answers.add(new Event.Checked(check.block().hash(), result));
            }
        } else if (effect instanceof Effect.Persist persist) {
            journal.add(new VoteJournal.Entry(persist.position(), persist.data().toArray()));
        } else if (effect instanceof Effect.Finalize done && finalizes) {
            head = headers.get(done.block());
            answers.add(new Event.Finalized(head, done.block(), done.certificate(), OUTLOOK));
        } else if (effect instanceof Effect.SetTimer timer) {
            timers.put(timer.timer(), timer.delayMillis());
        } else if (effect instanceof Effect.CancelTimer timer) {
            timers.remove(timer.timer());
        } else if (effect instanceof Effect.Compute compute) {
            answers.add(new Event.Computed(compute.request(), compute.work().get()));
        } else if (effect instanceof Effect.Build build) {
            Optional<ProposedBlock> built = build(build);
            Optional.ofNullable(meanwhile).ifPresent(answers::add);
            meanwhile = null;
            answers.add(new Event.Built(build.request(), built, built.map(block -> OUTLOOK)));
        }
    }

    private Optional<ProposedBlock> build(Effect.Build build) {
        BlockHeader parent = headers.get(build.parent());
        if (buildsTransactions == 0 && !build.evenIfEmpty()) {
            return Optional.empty();
        }
        now = Math.max(now, parent.timestamp() + 1);
        BlockHeader header = child(parent, self, buildsTransactions, now, build.engineFields());
        headers.put(HeaderCodec.hash(header), header);
        return Optional.of(new ProposedBlock(header, HeaderCodec.hash(header), Bytes.utf8("body")));
    }

    public void deliver(int from, SealedBlock... blocks) {
        send(from, new ForkMessage.Blocks(Arrays.asList(blocks)));
    }

    public void tellHead(int from, Hash hash, long height, long finalHeight) {
        send(from, new ForkMessage.Head(ForkMessage.Head.Ask.NOBODY, hash, height, finalHeight));
    }

    private void send(int from, ForkMessage message) {
        handle(new Event.Received(node(from), new ForkCodec(CHAIN, 0).encode(message)));
    }

    /** A peer passes on what somebody else says of where it stands. */
    public void relayHead(int by, Hash hash, long height) {
        ForkMessage told = new ForkMessage.Head(ForkMessage.Head.Ask.ALL, hash, height, 0);
        handle(new Event.Received(node(by), new ForkCodec(CHAIN, 0).encode(told), true));
    }

    /** A peer passes on blocks that somebody else sent. */
    public void relay(int by, SealedBlock... blocks) {
        ForkMessage passed = new ForkMessage.Blocks(Arrays.asList(blocks));
        handle(new Event.Received(node(by), new ForkCodec(CHAIN, 0).encode(passed), true));
    }

    /** Lets a timer run down that was set. */
    public void fire(int timer) {
        if (timers.remove(timer) == null) {
            throw new AssertionError("timer " + timer + " does not run; running are " + timers);
        }
        handle(new Event.TimerFired(timer));
    }

    public void fireFetch() {
        fire(ForkTimers.FETCH);
    }

    public <E extends Effect> List<E> emitted(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The blocks that were told to everybody. */
    public List<SealedBlock> published() {
        List<SealedBlock> blocks = new ArrayList<>();
        for (Effect.Broadcast broadcast : emitted(Effect.Broadcast.class)) {
            try {
                if (new ForkCodec(CHAIN, 0).decode(broadcast.message()) instanceof ForkMessage.Blocks sent) {
                    blocks.addAll(sent.blocks());
                }
            } catch (org.tallystick.codec.MalformedException e) {
                throw new AssertionError(e);
            }
        }
        return blocks;
    }

    /** How many requests for blocks were sent. */
    public long requests() {
        return emitted(Effect.Send.class).stream()
                .filter(send -> send.message().get(41) == 3)
                .count();
    }

    public EngineStatus status() {
        return protocol.status();
    }

    public long finalHeight() {
        return head.height();
    }
}
