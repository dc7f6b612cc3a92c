package org.tallystick.internal.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.chain.SnapshotStage;
import org.tallystick.internal.execution.StateChunk;
import org.tallystick.internal.execution.TrieOutline;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.internal.sync.SyncCodec.OfferMessage;
import org.tallystick.internal.sync.SyncCodec.PartMessage;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.proof.LightClient;
import org.tallystick.proof.Verdict;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Brings a node that is new, or was away for too long, the state after a recent final block instead of all blocks before
 * it. The block is proven as to any
 * outsider; the state is fetched in parts from all peers that serve the same block, each part checked against the hash
 * that the part above it, and in the end the header, states for its place. A part that is wrong is known to be, so one
 * liar costs one answer, and one that hangs costs {@link #PATIENCE}. What has come is kept over restarts. On one thread.
 */
final class SnapshotJoiner {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotJoiner.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final int ROUNDS_WITHOUT_OFFER = 20;
    private static final int MOST_DOUBLINGS = 4;
    /** Peers asked at a time: a bound on the memory that answers take, the largest that liars may send included. */
    private static final int MOST_ASKED = 4;

    /** What is asked for: the subtree at a place, whose hash is known. */
    private record Wanted(TriePlace place, Hash hash) {}

    private static final class Server {
        private Hash block; // whose state it serves; null when it has not said
        private Wanted asked;
        private long id;
        private NodeRuntime.Scheduled timeout;
        private int failures;
        private boolean paused;
        private boolean banned;
    }

    /** What the joiner needs of the rest. */
    interface Port {
        void send(NodeId to, byte[] request);

        void penalize(NodeId peer, String reason);

        /** The peers that say they are far enough ahead. */
        Set<NodeId> ahead();

        /** Runs a task on the thread after a while. */
        NodeRuntime.Scheduled later(Duration delay, Runnable task);

        /** All parts are there. */
        void complete(Snapshot snapshot, List<TriePlace> places);

        /** Nobody offers a snapshot. */
        void hopeless();
    }

    private final LightClient trust;
    private final SnapshotStage stage;
    private final Port port;
    private final Map<NodeId, Server> servers = new TreeMap<>();
    private final Map<Hash, Snapshot> offers = new HashMap<>();
    private final Deque<Wanted> stack = new ArrayDeque<>();
    private final List<TriePlace> done = new ArrayList<>();
    private Snapshot chosen;
    private long lastId;
    private int rounds;
    private boolean ended;
    private volatile SnapshotProgress progress = new SnapshotProgress(0, 0, 0);

    SnapshotJoiner(LightClient trust, SnapshotStage stage, Port port) {
        this.trust = trust;
        this.stage = stage;
        this.port = port;
    }

    SnapshotProgress progress() {
        return progress;
    }

    /** Begins, and goes on by itself. */
    void start() {
        round();
    }

    /** Asks those who have not said what they serve, and chooses once somebody has. */
    private void round() {
        if (ended) {
            return;
        }
        rounds++;
        for (NodeId peer : port.ahead()) {
            Server server = servers.computeIfAbsent(peer, added -> new Server());
            boolean useless = chosen == null || !chosen.hash().equals(server.block);
            if (useless
                    && server.asked == null
                    && !server.banned
                    && !server.paused
                    && (chosen == null || rounds % 5 == 0)) {
                server.id = ++lastId;
                port.send(
                        peer,
                        SyncCodec.snapshotRequest(
                                server.id, trust.trusted().config().epoch()));
            }
        }
        if (chosen == null && !offers.isEmpty() && rounds > 2) {
            choose();
        }
        if (chosen == null && rounds > ROUNDS_WITHOUT_OFFER) {
            ended = true;
            port.hopeless();
            return;
        }
        if (chosen != null && isHopeless()) {
            LOG.info(
                    "nobody serves the snapshot of block {} any more; looking for another",
                    chosen.header().height());
            abandon();
        }
        assign();
        port.later(ROUND, this::round);
    }

    private boolean serves(Server server) {
        return !server.banned && chosen.hash().equals(server.block);
    }

    /** Whether nobody serves it, or only such that hang, while somebody serves another. */
    private boolean isHopeless() {
        boolean answered = servers.values().stream().anyMatch(server -> serves(server) && server.failures == 0);
        boolean served = servers.values().stream().anyMatch(this::serves);
        boolean another = servers.values().stream()
                .anyMatch(server -> !server.banned && server.failures == 0 && server.block != null && !serves(server));
        return !answered && (!served || another);
    }

    private void abandon() {
        chosen = null;
        rounds = 0;
        offers.clear();
        stack.clear();
        done.clear();
        servers.values().forEach(server -> {
            server.block = null;
            release(server);
        });
    }

    private void choose() {
        for (Snapshot offer : offers.values()) {
            if (chosen == null
                    || rank(offer) > rank(chosen)
                    || (rank(offer) == rank(chosen)
                            && offer.header().height() > chosen.header().height())) {
                chosen = offer;
            }
        }
        LOG.info(
                "fetching the state after block {} from {} peers",
                chosen.header().height(),
                rank(chosen));
        progress = new SnapshotProgress(chosen.header().height(), 0, 0);
        want(new Wanted(TriePlace.TOP, chosen.header().stateRoot()));
        checkComplete();
    }

    /** How many serve it; such that hang count for nothing, unless there are no others. */
    private long rank(Snapshot offer) {
        boolean anyAnswers = servers.values().stream()
                .anyMatch(server -> !server.banned && server.block != null && server.failures == 0);
        return servers.values().stream()
                .filter(server -> !server.banned && offer.hash().equals(server.block))
                .filter(server -> server.failures == 0 || !anyAnswers)
                .count();
    }

    /** Puts something on the list, unless it is here from before. */
    private void want(Wanted wanted) {
        if (wanted.hash().equals(Hash.ZERO)) {
            arrived(wanted.place(), 0);
            return;
        }
        Optional<Integer> here = stage.has(wanted.place(), wanted.hash());
        if (here.isPresent()) {
            done.add(wanted.place());
            arrived(wanted.place(), here.get());
        } else {
            stack.push(wanted);
        }
    }

    private void arrived(TriePlace place, long bytes) {
        progress = new SnapshotProgress(
                progress.height(),
                Math.min(1, progress.share() + Math.scalb(1.0, -place.depth())),
                progress.bytes() + bytes);
    }

    private void assign() {
        if (chosen == null) {
            return;
        }
        long asked =
                servers.values().stream().filter(server -> server.asked != null).count();
        for (Map.Entry<NodeId, Server> entry : servers.entrySet()) {
            Server server = entry.getValue();
            boolean free = serves(server) && server.asked == null && !server.paused;
            if (free && !stack.isEmpty() && asked < MOST_ASKED) {
                ask(entry.getKey(), server, stack.pop());
                asked++;
            }
        }
    }

    private void ask(NodeId peer, Server server, Wanted wanted) {
        long id = ++lastId;
        server.id = id;
        server.asked = wanted;
        server.timeout = port.later(PATIENCE, () -> {
            if (server.asked != null && server.id == id) {
                LOG.info("{} does not answer; its part of the state is asked of others", peer.shortHex());
                release(server);
                pause(server);
                assign();
            }
        });
        port.send(peer, SyncCodec.stateRequest(id, chosen.header().stateRoot(), wanted.place()));
    }

    /** What the peer was to give is wanted from others. */
    private void release(Server server) {
        if (server.asked != null) {
            server.timeout.cancel();
            if (chosen != null) {
                stack.push(server.asked);
            }
            server.asked = null;
        }
    }

    private void pause(Server server) {
        server.paused = true;
        int doublings = Math.min(server.failures++, MOST_DOUBLINGS);
        port.later(FIRST_PAUSE.multipliedBy(1L << doublings), () -> {
            server.paused = false;
            assign();
        });
    }

    private void ban(NodeId peer, Server server, String reason) {
        server.banned = true;
        port.penalize(peer, reason);
        release(server);
        assign();
    }

    void disconnected(NodeId peer) {
        Server server = servers.remove(peer);
        if (server != null) {
            release(server);
            assign();
        }
    }

    void offered(NodeId peer, OfferMessage message) {
        Server server = servers.get(peer);
        if (ended
                || server == null
                || server.asked != null
                || server.id != message.id()
                || message.proof().size() == 0) {
            return;
        }
        try {
            server.id = 0; // one offer for one request
            Snapshot snapshot = read(message);
            if (snapshot.header().height() <= trust.trusted().height()) {
                return; // of no use, and no fault of a peer that is behind
            }
            server.block = snapshot.hash();
            offers.putIfAbsent(snapshot.hash(), snapshot);
            offers.keySet().removeIf(hash -> servers.values().stream().noneMatch(other -> hash.equals(other.block)));
            assign();
        } catch (MalformedException | IllegalArgumentException e) {
            ban(peer, server, "an offer of a snapshot that proves nothing: " + e.getMessage());
        }
    }

    private Snapshot read(OfferMessage message) throws MalformedException {
        Verdict verdict = trust.verify(message.proof());
        if (verdict instanceof Verdict.Verified verified
                && verified.proof().ancestor().isEmpty()) {
            List<BlockHeader> below = new ArrayList<>();
            for (Bytes header : message.headers()) {
                below.add(HeaderCodec.decode(header));
            }
            return new Snapshot(
                    verified.proof().attested(),
                    verified.proof().certificate(),
                    MerkleFrontier.decode(message.history()),
                    below,
                    verified.proof().steps());
        }
        throw new MalformedException(verdict.toString());
    }

    void answered(NodeId peer, PartMessage message) {
        Server server = servers.get(peer);
        if (ended || server == null || server.asked == null || server.id != message.id()) {
            return;
        }
        Wanted wanted = server.asked;
        if (message.gone()) {
            server.block = null;
            release(server);
            assign();
            return;
        }
        try {
            if (message.outline().size() > 0) {
                outline(wanted, TrieOutline.decode(message.outline()));
            } else {
                records(wanted, message.records());
            }
        } catch (MalformedException e) {
            ban(peer, server, "a part of the state that is not: " + e.getMessage());
            return;
        }
        server.timeout.cancel();
        server.asked = null;
        server.failures = 0;
        assign();
        checkComplete();
    }

    private void outline(Wanted wanted, TrieOutline outline) throws MalformedException {
        if (!outline.hash().equals(wanted.hash()) || outline instanceof TrieOutline.End) {
            throw new MalformedException("an outline of something else");
        }
        outline.ends(wanted.place(), (place, hash) -> want(new Wanted(place, hash)));
    }

    private void records(Wanted wanted, List<byte[]> records) throws MalformedException {
        StateChunk chunk = StateChunk.of(wanted.place(), records);
        if (!chunk.hash(wanted.place().depth()).equals(wanted.hash())) {
            throw new MalformedException("records other than those of the state");
        }
        stage.put(wanted.place(), wanted.hash(), chunk);
        done.add(wanted.place());
        arrived(
                wanted.place(),
                records.stream().mapToLong(record -> record.length).sum());
    }

    private void checkComplete() {
        boolean open = !stack.isEmpty() || servers.values().stream().anyMatch(server -> server.asked != null);
        if (chosen != null && !open && !ended) {
            ended = true;
            LOG.info(
                    "the state after block {} is here: {} bytes",
                    chosen.header().height(),
                    progress.bytes());
            port.complete(chosen, List.copyOf(done));
        }
    }
}
