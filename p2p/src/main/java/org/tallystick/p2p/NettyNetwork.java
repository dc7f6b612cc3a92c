package org.tallystick.p2p;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.PeerInfo;
import org.tallystick.spi.transport.Topic;

/**
 * A running transport over TCP. It has one thread of its own, on which the listener is called; TLS handshakes run on the
 * parallel executor of the runtime, and host names are looked up on a serial one.
 */
public final class NettyNetwork implements Network {
    private static final Logger LOG = LoggerFactory.getLogger(NettyNetwork.class);
    private static final long INBOX_BYTES = 72L << 20;

    private final NodeId self;
    private final IoThread io;
    private final Inbox inbox;
    private final PeerTable peers = new PeerTable();
    private final Refusals refusals = new Refusals();
    private final Switchboard switchboard;
    private final Ports ports;

    private NettyNetwork(NettyTransport.Settings settings, NetworkContext context, NetworkListener listener) {
        self = context.self();
        io = new IoThread("tallystick-p2p-" + self.shortHex(), context.runtime(), settings.nativeAllowed());
        inbox = new Inbox(io, INBOX_BYTES);
        SafeListener safe = new SafeListener(Objects.requireNonNull(listener, "listener"), io);
        Penalties penalties = new Penalties(settings.timings().ban());
        Handshake handshake = new Handshake(io, context, settings, peers, penalties);
        Caretaker caretaker = new Caretaker(io, settings.timings(), peers, context.admission());
        AddressBook book = new AddressBook(settings.limits().maxAddresses());
        settings.bootstrap().forEach(address -> book.addGiven(address.getHostString(), address.getPort()));
        NodeTls tls = new NodeTls(context.nodeKey(), context.runtime().parallel());
        ports = new Ports(io, settings, tls, handshake);
        Dialer dialer = new Dialer(io, context.runtime(), settings, book, peers, ports);
        switchboard = new Switchboard(
                io, context, settings, safe, peers, refusals, book, dialer, handshake, caretaker, penalties);
        ports.attach(switchboard, dialer);
    }

    static NettyNetwork open(NettyTransport.Settings settings, NetworkContext context, NetworkListener listener) {
        NettyNetwork network = new NettyNetwork(settings, context, listener);
        network.ports.open();
        LOG.info(
                "node {} listens on {} ({})",
                network.self.shortHex(),
                network.listenAddress(),
                network.io.isEpoll() ? "epoll" : "nio");
        return network;
    }

    @Override
    public boolean send(NodeId to, MessageKind kind, byte[] payload) {
        requireFits(payload, kind.maxBytes(), kind);
        Connection peer = peers.get(to);
        if (peer != null) {
            return peer.offer(Frames.direct(kind, payload));
        }
        if (kind != MessageKind.CONSENSUS || peers.size() == 0 || to.equals(self)) {
            return false;
        }
        return inbox.offer(payload.length, () -> switchboard.relays().send(to, payload));
    }

    @Override
    public void publish(Topic topic, Hash id, byte[] payload) {
        requireFits(payload, topic.maxBytes(), topic);
        if (!inbox.offer(payload.length, () -> switchboard.gossip().publish(topic, id, payload))) {
            LOG.debug("an item of {} was not published: too much at once, or closed", topic);
        }
    }

    @Override
    public void push(List<NodeId> to, Topic topic, Hash id, byte[] payload) {
        requireFits(payload, topic.maxBytes(), topic);
        List<NodeId> targets = List.copyOf(to);
        boolean queued = inbox.offer(payload.length, () -> {
            for (NodeId target : targets) {
                Connection peer = peers.get(target);
                if (peer != null) {
                    switchboard.gossip().push(peer, topic, id, payload);
                }
            }
        });
        if (!queued) {
            LOG.debug("an item of {} was not pushed: too much at once, or closed", topic);
        }
    }

    @Override
    public void penalize(NodeId peer, String reason) {
        if (!inbox.offer(0, () -> switchboard.penalize(peer, Penalties.COMPLAINT, reason))) {
            LOG.debug("a complaint of {} was not heard: too much at once, or closed", peer);
        }
    }

    @Override
    public Collection<PeerInfo> peers() {
        List<PeerInfo> infos = new ArrayList<>();
        for (Connection peer : peers.all()) {
            infos.add(new PeerInfo(
                    peer.peer(),
                    peer.address(),
                    peer.isInbound(),
                    peer.bytesSent(),
                    peer.bytesReceived(),
                    peer.queuedBytes()));
        }
        return infos;
    }

    /** The last connections that were refused, by this node or by others, the oldest first; at most 64. */
    public List<Refusal> refusals() {
        return refusals.list();
    }

    @Override
    public String listenAddress() {
        return ports.listenAddress();
    }

    /**
     * Says goodbye to all peers, closes all connections, and returns when the thread is gone and the port is free.
     *
     * @throws IllegalStateException when called by the listener on the transport's own thread, which cannot wait for
     *     its own end
     */
    @Override
    public void close() {
        ports.close();
    }

    private static void requireFits(byte[] payload, int maxBytes, Object what) {
        if (payload.length > maxBytes) {
            throw new IllegalArgumentException(
                    what + " payload of " + payload.length + " bytes, at most " + maxBytes + " are allowed");
        }
    }
}
