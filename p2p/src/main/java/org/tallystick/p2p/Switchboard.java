package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.Topic;

/**
 * Brings connections up, and passes what they carry to those whom it concerns. I/O thread only, except for the tables
 * that say otherwise.
 */
final class Switchboard implements ConnectionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

    private final IoThread io;
    private final NetworkContext context;
    private final SafeListener listener;
    private final PeerTable peers;
    private final Refusals refusals;
    private final Penalties penalties;
    private final Handshake handshake;
    private final Caretaker caretaker;
    private final Dialer dialer;
    private final Gossip gossip;
    private final Relays relays;
    private final PeerExchange exchange;
    private final Set<Connection> open = new LinkedHashSet<>();

    Switchboard(
            IoThread io,
            NetworkContext context,
            NettyTransport.Settings settings,
            SafeListener listener,
            PeerTable peers,
            Refusals refusals,
            AddressBook book,
            Dialer dialer,
            Handshake handshake,
            Caretaker caretaker,
            Penalties penalties) {
        this.io = io;
        this.context = context;
        this.listener = listener;
        this.peers = peers;
        this.refusals = refusals;
        this.penalties = penalties;
        this.handshake = handshake;
        this.caretaker = caretaker;
        this.dialer = dialer;
        this.gossip = new Gossip(io, settings, peers, listener);
        this.relays = new Relays(io, context.runtime(), peers, listener);
        this.exchange = new PeerExchange(io, peers, book, dialer);
    }

    Gossip gossip() {
        return gossip;
    }

    Relays relays() {
        return relays;
    }

    /** All connections that have not ended, up or not. */
    List<Connection> open() {
        return List.copyOf(open);
    }

    void onOpened(Connection connection) {
        open.add(connection);
    }

    /** Somebody complains of a peer. */
    void penalize(NodeId peer, int points, String reason) {
        LOG.debug("{} gets {} points: {}", peer.shortHex(), points, reason);
        if (!penalties.add(peer, points, io.now())) {
            return;
        }
        LOG.warn("{} is banned: {}", peer.shortHex(), reason);
        Connection connection = peers.get(peer);
        if (connection != null) {
            connection.end(GoodbyeCode.BANNED, reason);
        }
    }

    @Override
    public void onSecured(Connection connection) {
        if (connection.dialled() != null) {
            dialer.onSecured(connection.dialled(), connection.peer());
        }
        handshake.onSecured(connection);
    }

    @Override
    public void onFrame(Connection from, FrameType type, ByteBuf body) throws ProtocolViolation {
        switch (type) {
            case HELLO -> {
                if (handshake.onHello(from, Frames.read(Wire.Hello.parser(), body))) {
                    establish(from, true);
                }
            }
            case READY -> establish(from, false);
            case PING -> {
                long nonce = Frames.read(Wire.Ping.parser(), body).getNonce();
                from.offer(Frames.control(
                        FrameType.PONG, Wire.Pong.newBuilder().setNonce(nonce).build()));
            }
            case PONG -> LOG.trace("{} is alive", from.address()); // having been heard is all that counts
            case PEERS -> exchange.onPeers(from, body);
            case CONSENSUS -> deliver(from, MessageKind.CONSENSUS, body);
            case STATUS -> deliver(from, MessageKind.STATUS, body);
            case SYNC_REQUEST -> deliver(from, MessageKind.SYNC_REQUEST, body);
            case SYNC_RESPONSE -> deliver(from, MessageKind.SYNC_RESPONSE, body);
            case RELAY -> relays.onRelay(from, body);
            case RELAYED -> relays.onRelayed(from, body);
            case UNREACHABLE -> relays.onUnreachable(from, body);
            case ANNOUNCE, REQUEST, MISSING -> gossip.onIds(from, type, body);
            case TRANSACTION -> gossip.onItem(from, Topic.TRANSACTIONS, body);
            case BLOCK -> gossip.onItem(from, Topic.BLOCKS, body);
            case EVIDENCE -> gossip.onItem(from, Topic.EVIDENCE, body);
            case GOODBYE -> throw new IllegalArgumentException("the connection takes care of goodbyes");
        }
    }

    private void deliver(Connection from, MessageKind kind, ByteBuf body) throws ProtocolViolation {
        listener.onMessage(from.peer(), kind, Frames.readPayload(body, kind.maxBytes()));
    }

    /** The two sides agree that this connection counts; it takes the place of another between them. */
    private void establish(Connection connection, boolean tellPeer) {
        Connection old = peers.get(connection.peer());
        if (old != null) {
            old.end(GoodbyeCode.REPLACED, "a newer connection takes its place");
        }
        if (tellPeer) {
            connection.offer(Frames.control(FrameType.READY, Wire.Ready.getDefaultInstance()));
        }
        connection.up();
        handshake.onSettled(connection);
        peers.add(connection);
        caretaker.begin();
        dialer.onUp(connection);
        LOG.info(
                "connected with {} at {}, {}",
                connection.peer().shortHex(),
                connection.address(),
                connection.isInbound() ? "inbound" : "outbound");
        listener.onConnected(connection.peer());
        if (connection.isUp()) {
            exchange.onUp(connection);
        }
    }

    @Override
    public void onViolation(Connection connection, String text) {
        if (connection.peer() != null) {
            penalize(connection.peer(), Penalties.VIOLATION, text);
        }
    }

    @Override
    public void onEnded(Connection connection, Connection.Stage reached, Ending ending) {
        open.remove(connection);
        boolean wasUp = reached == Connection.Stage.UP;
        if (wasUp) {
            peers.remove(connection);
            gossip.onDown(connection);
            relays.onDown(connection);
            exchange.onDown(connection);
            LOG.info("no longer connected with {}: {}", connection.peer().shortHex(), ending.describe());
        }
        handshake.onSettled(connection);
        if (isRefusal(ending)) {
            refusals.note(connection, ending, context.runtime().wallClockMillis());
        }
        if (wasUp) {
            listener.onDisconnected(connection.peer(), ending.describe());
        }
        dialer.onEnded(connection, wasUp, ending);
    }

    private static boolean isRefusal(Ending ending) {
        if (ending.code() == null) {
            return false;
        }
        return switch (ending.code()) {
            case SHUTTING_DOWN, DUPLICATE, REPLACED, SELF -> false;
            default -> true;
        };
    }

    @Override
    public void onQueuesOverflow() {
        open.stream()
                .max(Comparator.comparingLong(Connection::queuedBytes))
                .ifPresent(largest -> largest.cut(GoodbyeCode.TOO_SLOW, "it reads too slowly, and memory is short"));
    }

    @Override
    public void onUnfinishedOverflow() {
        open.stream()
                .max(Comparator.comparingInt(Connection::unfinishedBytes))
                .ifPresent(largest ->
                        largest.end(GoodbyeCode.OVERLOAD, "too many bytes of unfinished messages from all peers"));
    }
}
