package org.tallystick.internal.sync;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.RecoveryBlock;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.chain.SnapshotStage;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.proof.Checkpoint;
import org.tallystick.proof.LightClient;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Keeps a node up with the final chain of its peers: hears their heights, fetches what is missing from several of them
 * side by side, a range of heights each, and believes nothing but certificates. An answer is judged when it comes, as far
 * as the validators of its blocks are known, and imported when its turn comes. All state is on one thread; a claim about
 * a height costs a liar's victim one request that times out, after which that peer is passed over for a while. It is
 * asked again, since on an idle ledger an honest one that was only slow has nothing new to say.
 */
public final class Syncer {
    private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    /** How long a node that takes part waits for consensus to bring a block before it asks for it. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private static final int MOST_BLOCKS_A_REQUEST = 256;

    /** How long it is not tried again to join by snapshot where no peer offered one. */
    private static final Duration JOINING_PAUSE = Duration.ofMinutes(2);

    /** What the syncer sends. */
    public interface Sender {
        /** Sends a request for blocks. */
        void request(NodeId to, byte[] payload);

        /** Reports a peer that broke the rules. */
        void penalize(NodeId peer, String reason);
    }

    private final NodeRuntime runtime;
    private final Executor thread;
    private final FinalChain chain;
    private final Supplier<LedgerConfig> config;
    private final Function<Parameters, FinalityVerifier> finality;
    private final SignatureVerifier signatures;
    private final BlockImporter importer;
    private final ImportLine line; // on the thread
    private final Sender sender;
    private final Claims claims = new Claims(); // on the thread
    private final RangePlan plan = new RangePlan(); // on the thread
    private final Map<Long, NodeRuntime.Scheduled> timeouts = new HashMap<>(); // on the thread
    private final Set<NodeId> asked = ConcurrentHashMap.newKeySet(); // others' answers are dropped unread
    private int blocksARequest = MOST_BLOCKS_A_REQUEST; // on the thread; fewer when the way is slow
    private boolean graceRuns; // on the thread
    private long lastId; // on the thread
    private volatile long credible;
    private final SyncLimits limits;
    private final SnapshotStage stage;
    private final KnownFinal known;
    private boolean mayJoin; // on the thread; whether a new node may begin with a snapshot
    private boolean mayJoinAgain = true; // on the thread; whether one may be tried where blocks are gone
    private volatile boolean blocksRemoved;
    private volatile SnapshotJoiner joiner;

    /**
     * Does nothing until it hears of a peer.
     *
     * @param config what is in force for the block above the last final one
     * @param finality how certificates are read under the parameters of an epoch
     * @param stage where parts of a snapshot wait
     * @param known is told what validators have certified
     */
    public Syncer(
            NodeRuntime runtime,
            FinalChain chain,
            Supplier<LedgerConfig> config,
            Function<Parameters, FinalityVerifier> finality,
            SignatureVerifier signatures,
            BlockImporter importer,
            Sender sender,
            SnapshotStage stage,
            KnownFinal known,
            SyncLimits limits) {
        this.runtime = runtime;
        this.thread = runtime.serial("sync");
        this.chain = chain;
        this.config = config;
        this.finality = finality;
        this.signatures = signatures;
        this.importer = importer;
        this.sender = sender;
        this.stage = stage;
        this.known = known;
        this.limits = limits;
        this.mayJoin = chain.head().height() == 0;
        this.line = new ImportLine(chain, config, this::isFinal, importer, plan, limits, new LinePort());
    }

    /** A peer connected. */
    public void connected(NodeId peer) {
        thread.execute(() -> claims.connected(peer));
    }

    /** A peer is gone. */
    public void disconnected(NodeId peer) {
        thread.execute(() -> {
            claims.disconnected(peer);
            if (joiner != null) {
                joiner.disconnected(peer);
            }
            plan.of(peer).ifPresent(request -> giveUp(request, "it disconnected"));
        });
    }

    /** A peer says where it stands. */
    public void status(NodeId peer, byte[] payload) {
        thread.execute(() -> {
            try {
                long height = SyncCodec.readStatus(payload).height();
                if (claims.stands(peer, height) && height > chain.head().height()) {
                    afterGrace(); // what others claim has been looked at when they claimed it
                }
            } catch (MalformedException e) {
                sender.penalize(peer, e.getMessage());
            }
        });
    }

    /** The engine knows that there is more to fetch. */
    public void catchUp(NodeId peer, long height) {
        thread.execute(() -> {
            claims.reaches(peer, height);
            fetch();
        });
    }

    /** The height that this node catches up to, proven or claimed by more than may lie; when in step not above its head. */
    public long target() {
        return Math.max(credible, known.height());
    }

    /** Whether peers are far ahead, and none of them keeps the block that this node needs next. */
    public boolean blocksRemoved() {
        return blocksRemoved;
    }

    private void afterGrace() {
        long own = chain.head().height();
        if (graceRuns || claims.greatest(own) <= own) {
            return;
        }
        graceRuns = true;
        runtime.schedule(
                GRACE,
                () -> thread.execute(() -> {
                    graceRuns = false;
                    fetch();
                }));
    }

    private void fetch() {
        long own = chain.head().height();
        long without = claims.standsWithout(own + 1, config.get().validators());
        credible = claims.credible(config.get().validators());
        blocksRemoved = without > 0;
        long target = Math.max(without, claims.greatest(own));
        if (joiner != null) {
            return;
        }
        boolean begins = mayJoin && own == 0 && target > limits.snapshotGap();
        boolean beginsAnew = blocksRemoved && mayJoinAgain && line.isIdle() && limits.snapshotGap() < Long.MAX_VALUE;
        if (begins || beginsAnew) {
            join();
            return;
        }
        line.next();
        Optional<RangePlan.Gap> gap = plan.gap(line.reach(), target, blocksARequest);
        while (gap.isPresent()) {
            Optional<NodeId> peer = claims.next(gap.get().from(), plan.busy());
            if (peer.isEmpty()) {
                return;
            }
            ask(peer.get(), gap.get());
            gap = plan.gap(line.reach(), target, blocksARequest);
        }
    }

    /** Begins, or begins anew, with a snapshot; the blocks after it come as usual. */
    private void join() {
        mayJoin = false;
        mayJoinAgain = false;
        BlockState head = chain.head();
        Checkpoint trusted = new Checkpoint(head.header().chainId(), head.height(), head.hash(), config.get());
        LightClient client = LightClient.at(trusted, finality).with(signatures);
        LightClient trust = chain.governance().map(client::governedBy).orElse(client);
        joiner = new SnapshotJoiner(trust, stage, new JoinerPort());
        joiner.start();
    }

    private void endJoining() {
        joiner = null;
        runtime.schedule(
                JOINING_PAUSE,
                () -> thread.execute(() -> {
                    mayJoinAgain = true;
                    fetch();
                }));
        fetch();
    }

    /** How far fetching a snapshot has come; empty when none is fetched. */
    public Optional<SnapshotProgress> snapshot() {
        SnapshotJoiner now = joiner;
        return now == null ? Optional.empty() : Optional.of(now.progress());
    }

    private final class LinePort implements ImportLine.Port {
        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public void useless(NodeId peer, String reason) {
            LOG.debug("blocks from {} are of no use: {}", peer, reason);
            passOver(peer);
        }

        @Override
        public void lied(NodeId peer, String reason) {
            sender.penalize(peer, reason);
        }

        @Override
        public void ended() {
            fetch();
        }
    }

    private final class JoinerPort implements SnapshotJoiner.Port {
        @Override
        public void send(NodeId to, byte[] request) {
            sender.request(to, request);
        }

        @Override
        public void penalize(NodeId peer, String reason) {
            sender.penalize(peer, reason);
        }

        @Override
        public Set<NodeId> ahead() {
            long own = chain.head().height();
            return claims.atLeast(blocksRemoved ? own + 1 : Math.max(own + 1, limits.snapshotGap()));
        }

        @Override
        public NodeRuntime.Scheduled later(Duration delay, Runnable task) {
            return runtime.schedule(delay, () -> thread.execute(task));
        }

        @Override
        public void complete(Snapshot snapshot, List<TriePlace> places) {
            importer.install(snapshot, places, result -> thread.execute(Syncer.this::endJoining));
        }

        @Override
        public void hopeless() {
            LOG.info("no peer offers a snapshot; fetching all blocks");
            endJoining();
        }
    }

    private void ask(NodeId peer, RangePlan.Gap gap) {
        RangePlan.Open request = new RangePlan.Open(++lastId, peer, gap.from(), gap.to());
        plan.asked(request);
        asked.add(peer);
        timeouts.put(
                request.id(),
                runtime.schedule(
                        PATIENCE,
                        () -> thread.execute(() -> {
                            if (plan.find(request.id()).isPresent()) {
                                blocksARequest = Math.max(1, blocksARequest / 4);
                                giveUp(request, "no answer in time");
                            }
                        })));
        sender.request(peer, SyncCodec.request(request.id(), gap.from(), (int) (gap.to() - gap.from() + 1)));
    }

    private void end(RangePlan.Open request) {
        plan.ended(request);
        asked.remove(request.peer());
        NodeRuntime.Scheduled timeout = timeouts.remove(request.id());
        if (timeout != null) {
            timeout.cancel();
        }
    }

    /** The peer does not deliver what it claims to have. */
    private void giveUp(RangePlan.Open request, String reason) {
        end(request);
        LOG.debug("no blocks from {}: {}", request.peer(), reason);
        passOver(request.peer());
        fetch();
    }

    private void passOver(NodeId peer) {
        claims.failed(peer)
                .ifPresent(pause -> runtime.schedule(
                        pause,
                        () -> thread.execute(() -> {
                            claims.again(peer);
                            fetch();
                        })));
    }

    /** A peer answered. */
    public void response(NodeId peer, byte[] payload) {
        if (joiner == null && !asked.contains(peer)) {
            return; // late, or never asked for
        }
        thread.execute(() -> {
            Optional<RangePlan.Open> request = plan.of(peer);
            try {
                SyncCodec.Response answer = SyncCodec.readAnswer(payload);
                if (answer instanceof SyncCodec.BlocksMessage message) {
                    if (request.isPresent() && message.id() == request.get().id()) {
                        accept(request.get(), message.blocks());
                    }
                } else if (joiner != null && answer instanceof SyncCodec.OfferMessage offer) {
                    joiner.offered(peer, offer);
                } else if (joiner != null && answer instanceof SyncCodec.PartMessage part) {
                    joiner.answered(peer, part);
                }
            } catch (MalformedException e) {
                sender.penalize(peer, e.getMessage());
                request.ifPresent(open -> giveUp(open, e.getMessage()));
            }
        });
    }

    private void accept(RangePlan.Open request, List<StoredBlock> stored) throws MalformedException {
        if (stored.isEmpty()) {
            end(request);
            claims.hasNothing(request.peer(), request.from());
            fetch();
            return;
        }
        Optional<Range> read = Range.read(request.peer(), stored);
        if (read.isEmpty()) {
            giveUp(request, "none of its blocks has a certificate of its own"); // no fault of the peer's
            return;
        }
        Range range = read.get();
        if (range.first() != request.from()) {
            throw new MalformedException("other blocks than were asked for");
        }
        LedgerConfig inForce = config.get(); // once, as an epoch may end meanwhile
        Optional<Range.Part> part = range.part(range.first() - 1, ConfigCodec.hash(inForce), limits.bytesAPart());
        if (part.isPresent() && !isFinal(part.get(), inForce)) {
            throw new MalformedException("a certificate that proves nothing");
        }
        end(request);
        claims.delivered(request.peer());
        blocksARequest = Math.min(MOST_BLOCKS_A_REQUEST, blocksARequest * 2);
        plan.hold(range);
        fetch();
    }

    /** Newly final blocks came by gossip. */
    public void gossip(NodeId peer, byte[] payload) {
        thread.execute(() -> {
            try {
                List<StoredBlock> stored = SyncCodec.readBlocks(payload).blocks();
                if (isOld(stored)) {
                    return; // not worth checking a certificate
                }
                Range range = Range.read(peer, stored)
                        .orElseThrow(() -> new MalformedException("blocks without a certificate"));
                LedgerConfig inForce = config.get(); // once, as an epoch may end meanwhile
                Optional<Range.Part> part =
                        range.part(range.first() - 1, ConfigCodec.hash(inForce), limits.bytesAPart());
                if (part.isPresent() && !isFinal(part.get(), inForce)) {
                    throw new MalformedException("a certificate that proves nothing");
                }
                claims.reaches(peer, range.last());
                boolean next = range.blocks()
                        .get(0)
                        .header()
                        .parent()
                        .equals(chain.head().hash());
                if (next && part.isPresent() && line.isEmpty() && plan.isIdle()) {
                    plan.hold(range);
                    line.next();
                } else {
                    afterGrace();
                }
            } catch (MalformedException e) {
                sender.penalize(peer, e.getMessage());
            }
        });
    }

    private boolean isOld(List<StoredBlock> stored) throws MalformedException {
        return !stored.isEmpty()
                && HeaderCodec.decode(stored.get(stored.size() - 1).header()).height()
                        <= chain.head().height();
    }

    private boolean isFinal(Range.Part part, LedgerConfig inForce) {
        ProposedBlock last = part.last();
        boolean good = finality.apply(inForce.parameters())
                .isFinal(
                        chain.head().header().chainId(),
                        inForce.validators(),
                        last.header(),
                        last.hash(),
                        part.certificate(),
                        signatures);
        if (good && !RecoveryBlock.is(last.header())) {
            known.raise(last.header().height());
        }
        return good;
    }
}
