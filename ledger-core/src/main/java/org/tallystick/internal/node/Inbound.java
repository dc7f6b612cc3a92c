package org.tallystick.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.internal.chain.BlockTree;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.compact.CompactSender;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.sync.BlockFetcher;
import org.tallystick.internal.sync.BlockServer;
import org.tallystick.internal.sync.Syncer;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Topic;

/**
 * Sorts what comes from peers to the parts that deal with it. Each peer may have a bounded number of bytes waiting for
 * the engine; what exceeds it is dropped, which is no worse than a lost message.
 */
final class Inbound implements NetworkListener {
    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);
    private static final long MAX_WAITING_BYTES = 72L << 20;
    private static final int COST_OF_A_MESSAGE = 1_024;

    private final LifeCycle lifeCycle;
    private final FinalChain chain;
    private final BlockTree tree;
    private final Mempool mempool;
    private final ConsensusDriver driver;
    private final Intake intake;
    private final Syncer syncer;
    private final BlockServer server;
    private final BlockFetcher fetcher;
    private final Outlet outlet;
    private final EvidenceKeeper evidence;
    private final EngineMessages messages;
    private final Map<NodeId, AtomicLong> waitingBytes = new ConcurrentHashMap<>();
    private final List<NodeId> early = new ArrayList<>(); // guarded by itself
    private boolean networkThere; // guarded by early

    Inbound(
            LifeCycle lifeCycle,
            FinalChain chain,
            BlockTree tree,
            Mempool mempool,
            ConsensusDriver driver,
            Intake intake,
            Syncer syncer,
            BlockServer server,
            BlockFetcher fetcher,
            Outlet outlet,
            EvidenceKeeper evidence,
            CompactSender compactor,
            LongSupplier nanoTime) {
        this.lifeCycle = lifeCycle;
        this.chain = chain;
        this.tree = tree;
        this.mempool = mempool;
        this.driver = driver;
        this.intake = intake;
        this.syncer = syncer;
        this.server = server;
        this.fetcher = fetcher;
        this.outlet = outlet;
        this.evidence = evidence;
        this.messages = new EngineMessages(chain, mempool, compactor, outlet, nanoTime, this::toEngine);
    }

    /** The peers connected now. */
    Set<NodeId> connected() {
        return waitingBytes.keySet();
    }

    @Override
    public void onConnected(NodeId peer) {
        waitingBytes.put(peer, new AtomicLong());
        syncer.connected(peer);
        fetcher.connected(peer);
        synchronized (early) {
            if (!networkThere) {
                early.add(peer);
                return;
            }
        }
        greet(peer);
    }

    /** From now on something can be sent; also to those that connected before, who are told it once only. */
    void networkIsThere() {
        List<NodeId> waiting;
        synchronized (early) {
            networkThere = true;
            waiting = List.copyOf(early);
            early.clear();
        }
        waiting.stream().filter(waitingBytes::containsKey).forEach(this::greet);
    }

    private void greet(NodeId peer) {
        outlet.send(peer, MessageKind.STATUS, BlockServer.statusOf(chain.head()));
        driver.post(new Event.PeerConnected(peer));
        evidence.greet(peer);
        if (mempool.size() > 0) {
            intake.spreadHeld(List.of(peer));
        }
    }

    @Override
    public void onDisconnected(NodeId peer, String reason) {
        LOG.info("lost peer {}: {}", peer.shortHex(), reason);
        waitingBytes.remove(peer);
        messages.disconnected(peer);
        syncer.disconnected(peer);
        fetcher.disconnected(peer);
    }

    @Override
    public void onMessage(NodeId from, MessageKind kind, byte[] payload) {
        if (!lifeCycle.isAlive() && kind != MessageKind.SYNC_REQUEST) {
            return;
        }
        switch (kind) {
            case CONSENSUS -> messages.received(from, payload);
            case STATUS -> syncer.status(from, payload);
            case SYNC_REQUEST -> server.request(from, payload);
            case SYNC_RESPONSE -> fetcher.response(from, payload, () -> syncer.response(from, payload));
        }
    }

    @Override
    public void onRelayed(NodeId relay, byte[] payload) {
        if (lifeCycle.isAlive()) {
            messages.relayed(relay, payload);
        }
    }

    private void toEngine(Event.Received message) {
        AtomicLong waiting = waitingBytes.get(message.from());
        long cost = message.message().size() + (long) COST_OF_A_MESSAGE;
        if (waiting == null) {
            return;
        }
        if (waiting.addAndGet(cost) > MAX_WAITING_BYTES) {
            waiting.addAndGet(-cost);
            return;
        }
        driver.post(message, () -> waiting.addAndGet(-cost));
    }

    @Override
    public boolean wants(Topic topic, Hash id) {
        return lifeCycle.isAlive()
                && switch (topic) {
                    case TRANSACTIONS -> mempool.find(id).isEmpty();
                    case BLOCKS -> tree.find(id).isEmpty();
                    case EVIDENCE -> evidence.wants(id);
                };
    }

    @Override
    public void onGossip(NodeId from, Topic topic, Hash claimedId, byte[] payload) {
        if (lifeCycle.isAlive()) {
            switch (topic) {
                case TRANSACTIONS -> intake.offered(from, claimedId, payload);
                case BLOCKS -> syncer.gossip(from, payload);
                case EVIDENCE -> evidence.offered(from, claimedId, payload);
            }
        }
    }
}
