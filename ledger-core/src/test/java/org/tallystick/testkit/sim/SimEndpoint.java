package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.PeerInfo;
import org.tallystick.spi.transport.Topic;

/** The network as one life of a node holds it. */
final class SimEndpoint implements Network {
    private static final int SEEN = 20_000;
    private static final long ASKED_FOR = 1_000_000_000L;

    private final SimNetwork network;
    private final int slot;
    private final SimRuntime runtime;
    private final NetworkContext context;
    private final NetworkListener listener;
    private final NodeId self;
    private final NodeId[] connected;
    private final PeerInfo[] infos; // of those that are connected
    private final Map<Hash, Seen> seen = lru();
    private long everSeen;
    private boolean closed;

    /** An item that came, which is never asked for again, or one that was asked for, and is again when it does not come. */
    private static final class Seen {
        private final long number;
        private long until;
        private boolean published;

        Seen(long number) {
            this.number = number;
        }
    }

    SimEndpoint(SimNetwork network, int slot, SimRuntime runtime, NetworkContext context, NetworkListener listener) {
        this.network = network;
        this.slot = slot;
        this.runtime = runtime;
        this.context = context;
        this.listener = listener;
        this.self = context.self();
        this.connected = new NodeId[network.machines()];
        this.infos = new PeerInfo[connected.length];
    }

    private static <V> Map<Hash, V> lru() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Hash, V> eldest) {
                return size() > SEEN;
            }
        };
    }

    int slot() {
        return slot;
    }

    SimRuntime runtime() {
        return runtime;
    }

    NetworkContext context() {
        return context;
    }

    NodeId self() {
        return self;
    }

    private boolean dead() {
        return closed || !runtime.isAlive();
    }

    @Override
    public boolean send(NodeId to, MessageKind kind, byte[] payload) {
        if (payload.length > kind.maxBytes()) {
            throw new IllegalArgumentException(kind + " of " + payload.length + " bytes is above the cap");
        }
        int target = network.slotOf(slot, to);
        return !dead() && target >= 0 && target != slot && network.sendMessage(this, target, kind, payload);
    }

    @Override
    public void publish(Topic topic, Hash id, byte[] payload) {
        requireFits(topic, payload);
        if (dead()) {
            return;
        }
        Seen item = see(id, Long.MAX_VALUE);
        if (item.published) {
            return;
        }
        item.published = true;
        for (int peer = 0; peer < connected.length; peer++) {
            if (connected[peer] != null) {
                network.announce(this, peer, topic, id, payload);
            }
        }
    }

    @Override
    public void push(List<NodeId> to, Topic topic, Hash id, byte[] payload) {
        requireFits(topic, payload);
        for (NodeId peer : to) {
            int target = network.slotOf(slot, peer);
            if (!dead() && target >= 0 && target != slot) {
                network.deliver(this, target, 0, topic, id, payload);
            }
        }
    }

    private static void requireFits(Topic topic, byte[] payload) {
        if (payload.length > topic.maxBytes()) {
            throw new IllegalArgumentException(topic + " item of " + payload.length + " bytes is above the cap");
        }
    }

    @Override
    public void penalize(NodeId peer, String reason) {
        int target = network.slotOf(slot, peer);
        if (!dead() && target >= 0) {
            network.penalize(this, target, reason);
        }
    }

    @Override
    public Collection<PeerInfo> peers() {
        List<PeerInfo> peers = new ArrayList<>();
        for (int peer = 0; peer < connected.length; peer++) {
            if (connected[peer] != null) {
                peers.add(infos[peer]);
            }
        }
        return peers;
    }

    @Override
    public String listenAddress() {
        return "sim:" + slot;
    }

    @Override
    public void close() {
        if (!dead()) {
            closed = true;
            network.closed(slot);
        }
    }

    void connected(int peer, NodeId id) {
        runtime.enter(SimTrace.Kind.CONNECT, peer, () -> {
            if (network.isUp(slot, peer)) {
                connected[peer] = id;
                infos[peer] = new PeerInfo(id, "sim:" + peer, peer < slot, 0, 0, 0);
                listener.onConnected(id);
            }
        });
    }

    void disconnected(int peer, String reason) {
        runtime.enter(SimTrace.Kind.DISCONNECT, peer, () -> {
            NodeId id = connected[peer];
            if (id != null) {
                connected[peer] = null;
                listener.onDisconnected(id, reason);
            }
        });
    }

    void message(SimEndpoint from, MessageKind kind, byte[] payload, long what) {
        runtime.enter(SimTrace.Kind.MESSAGE, what, () -> {
            if (!closed && connected[from.slot] != null) {
                listener.onMessage(from.self, kind, payload);
            }
        });
    }

    /** A peer asks to hand on a consensus message, which a node itself never learns of. */
    void handOn(int to, byte[] payload, long what) {
        runtime.enter(SimTrace.Kind.RELAY, to, () -> {
            if (!closed) {
                network.handOn(this, to, payload, what);
            }
        });
    }

    void relayed(SimEndpoint relay, byte[] payload, long what) {
        runtime.enter(SimTrace.Kind.MESSAGE, what, () -> {
            if (!closed && connected[relay.slot] != null) {
                listener.onRelayed(relay.self, payload);
            }
        });
    }

    void gossip(SimEndpoint from, Topic topic, Hash id, byte[] payload, long what) {
        runtime.enter(SimTrace.Kind.GOSSIP, what, () -> {
            if (!closed && connected[from.slot] != null) {
                see(id, Long.MAX_VALUE);
                listener.onGossip(from.self, topic, id, payload);
            }
        });
    }

    /** Whether the node asks for an announced item. */
    boolean announced(Topic topic, Hash id) {
        if (dead()) {
            return false;
        }
        Seen known = seen.get(id);
        if ((known != null && known.until > runtime.now()) || !listener.wants(topic, id)) {
            return false;
        }
        see(id, runtime.now() + ASKED_FOR);
        return true;
    }

    private Seen see(Hash id, long until) {
        Seen known = seen.get(id);
        if (known == null) {
            known = new Seen(++everSeen);
            seen.put(id, known);
        }
        known.until = until;
        return known;
    }

    /** Whether an announcement that arrives at a time will be ignored, come what may in the life of this node. */
    boolean surelyIgnores(Hash id, long time) {
        Seen known = seen.get(id);
        boolean staysKnown = known != null && everSeen - known.number < SEEN / 2;
        return staysKnown && known.until > time;
    }
}
