package org.tallystick.internal.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Keeps a node up with the final chain of its peers: hears their heights, fetches what is missing from one peer at a
 * time, by turns, and believes nothing but certificates. All state is on one thread; a claim about a height costs a
 * liar's victim one request that times out, after which that peer is passed over for a while. It is asked again, since
 * on an idle ledger an honest one that was only slow has nothing new to say.
 */
public final class Syncer {
    private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    /** How long a node that takes part waits for consensus to bring a block before it asks for it. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private static final int MOST_BLOCKS_A_REQUEST = 256;

    /** What the syncer sends. */
    public interface Sender {
        /** Sends a request for blocks. */
        void request(NodeId to, byte[] payload);

        /** Reports a peer that broke the rules. */
        void penalize(NodeId peer, String reason);
    }

    private record Pending(long id, NodeId peer, long from, NodeRuntime.Scheduled timeout) {}

    private final NodeRuntime runtime;
    private final Executor thread;
    private final FinalChain chain;
    private final ValidatorSet validators;
    private final FinalityVerifier finality;
    private final SignatureVerifier signatures;
    private final BlockImporter importer;
    private final Sender sender;
    private final Claims claims = new Claims(); // on the thread
    private Pending pending; // on the thread
    private volatile NodeId asked; // who is asked now; others' answers are dropped unread
    private int blocksARequest = MOST_BLOCKS_A_REQUEST; // on the thread; fewer when the way is slow
    private boolean importing; // on the thread
    private boolean graceRuns; // on the thread
    private long lastId; // on the thread
    private volatile long target;

    /** Does nothing until it hears of a peer. */
    public Syncer(
            NodeRuntime runtime,
            FinalChain chain,
            ValidatorSet validators,
            FinalityVerifier finality,
            SignatureVerifier signatures,
            BlockImporter importer,
            Sender sender) {
        this.runtime = runtime;
        this.thread = runtime.serial("sync");
        this.chain = chain;
        this.validators = validators;
        this.finality = finality;
        this.signatures = signatures;
        this.importer = importer;
        this.sender = sender;
    }

    /** A peer connected. */
    public void connected(NodeId peer) {
        thread.execute(() -> claims.connected(peer));
    }

    /** A peer is gone. */
    public void disconnected(NodeId peer) {
        thread.execute(() -> {
            claims.disconnected(peer);
            if (pending != null && pending.peer().equals(peer)) {
                giveUp("it disconnected");
            }
        });
    }

    /** A peer says where it stands. */
    public void status(NodeId peer, byte[] payload) {
        thread.execute(() -> {
            try {
                long height = SyncCodec.readStatus(payload).height();
                if (claims.stands(peer, height)) {
                    afterGrace();
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

    /** The height that this node is catching up to; not above its head when it is in step. */
    public long target() {
        return target;
    }

    private void afterGrace() {
        if (graceRuns || claims.greatest() <= chain.head().height()) {
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
        target = claims.greatest();
        if (pending != null || importing) {
            return;
        }
        claims.next(own).ifPresent(peer -> ask(peer, own + 1));
    }

    private void ask(NodeId peer, long from) {
        long id = ++lastId;
        NodeRuntime.Scheduled timeout = runtime.schedule(
                PATIENCE,
                () -> thread.execute(() -> {
                    if (pending != null && pending.id() == id) {
                        blocksARequest = Math.max(1, blocksARequest / 4);
                        giveUp("no answer in time");
                    }
                }));
        pending = new Pending(id, peer, from, timeout);
        asked = peer;
        sender.request(peer, SyncCodec.request(id, from, blocksARequest));
    }

    private Pending endPending() {
        Pending ended = pending;
        ended.timeout().cancel();
        pending = null;
        asked = null;
        return ended;
    }

    /** The peer does not deliver what it claims to have. */
    private void giveUp(String reason) {
        Pending ended = endPending();
        LOG.debug("no blocks from {}: {}", ended.peer(), reason);
        passOver(ended.peer());
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
        if (!peer.equals(asked)) {
            return; // late, or never asked for
        }
        thread.execute(() -> {
            if (pending == null || !pending.peer().equals(peer)) {
                return;
            }
            try {
                SyncCodec.BlocksMessage message = SyncCodec.readBlocks(payload);
                if (message.id() != pending.id()) {
                    return;
                }
                accept(message.blocks());
            } catch (MalformedException e) {
                sender.penalize(peer, e.getMessage());
                giveUp(e.getMessage());
            }
        });
    }

    private void accept(List<StoredBlock> stored) throws MalformedException {
        if (stored.isEmpty()) {
            claims.hasNothing(endPending().peer());
            fetch();
            return;
        }
        if (stored.stream().allMatch(block -> block.certificate().size() == 0)) {
            giveUp("none of its blocks has a certificate of its own"); // no fault of the peer's
            return;
        }
        Certified certified = certifiedPart(stored);
        if (certified.blocks().get(0).header().height() != pending.from()) {
            throw new MalformedException("other blocks than were asked for");
        }
        NodeId peer = endPending().peer();
        claims.delivered(peer);
        blocksARequest = Math.min(MOST_BLOCKS_A_REQUEST, blocksARequest * 2);
        importBlocks(peer, certified);
    }

    /** Newly final blocks came by gossip. */
    public void gossip(NodeId peer, byte[] payload) {
        thread.execute(() -> {
            try {
                List<StoredBlock> stored = SyncCodec.readBlocks(payload).blocks();
                if (isOld(stored)) {
                    return; // not worth checking a certificate
                }
                Certified certified = certifiedPart(stored);
                BlockHeader last = certified.last().header();
                claims.reaches(peer, last.height());
                boolean next = certified
                        .blocks()
                        .get(0)
                        .header()
                        .parent()
                        .equals(chain.head().hash());
                if (next && !importing && pending == null) {
                    importBlocks(peer, certified);
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

    private record Certified(List<ProposedBlock> blocks, Bytes certificate) {
        ProposedBlock last() {
            return blocks.get(blocks.size() - 1);
        }
    }

    /** The blocks up to the last one that has a certificate, which must be good. */
    private Certified certifiedPart(List<StoredBlock> stored) throws MalformedException {
        int end = stored.size();
        while (end > 0 && stored.get(end - 1).certificate().size() == 0) {
            end--;
        }
        if (end == 0) {
            throw new MalformedException("blocks without a certificate");
        }
        List<ProposedBlock> blocks = new ArrayList<>(end);
        for (StoredBlock block : stored.subList(0, end)) {
            BlockHeader header = HeaderCodec.decode(block.header());
            Hash hash = HeaderCodec.hash(block.header());
            if (!blocks.isEmpty()
                    && !header.parent().equals(blocks.get(blocks.size() - 1).hash())) {
                throw new MalformedException("blocks that do not follow one another");
            }
            blocks.add(new ProposedBlock(header, hash, block.body()));
        }
        ProposedBlock last = blocks.get(end - 1);
        Bytes certificate = stored.get(end - 1).certificate();
        if (!finality.isFinal(
                chain.head().header().chainId(), validators, last.header(), last.hash(), certificate, signatures)) {
            throw new MalformedException(
                    "a certificate that does not prove block " + last.header().height());
        }
        return new Certified(blocks, certificate);
    }

    private void importBlocks(NodeId peer, Certified certified) {
        BlockState head = chain.head();
        List<ProposedBlock> missing = certified.blocks().stream()
                .filter(block -> block.header().height() > head.height())
                .sorted(Comparator.comparingLong(block -> block.header().height()))
                .toList();
        if (missing.isEmpty()) {
            fetch();
            return;
        }
        importing = true;
        importer.importFinal(
                missing,
                certified.certificate(),
                result -> thread.execute(() -> {
                    importing = false;
                    if (result instanceof BlockImporter.Result.Bad bad) {
                        LOG.warn("certified blocks from {} could not be imported: {}", peer, bad.reason());
                        passOver(peer);
                    }
                    fetch();
                }));
    }
}
