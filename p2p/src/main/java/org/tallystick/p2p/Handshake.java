package org.tallystick.p2p;

import com.google.protobuf.ByteString;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.NetworkContext;

/**
 * Decides which connections may come up. After TLS each side first looks at who the other is, then greets it; when both
 * greetings are fine, the side with the smaller id has the say on whether this connection counts, so that two that were
 * dialled at once from both ends never cancel each other. I/O thread only.
 */
final class Handshake {
    /** The version of the frames. */
    static final int WIRE_VERSION = 1;

    private final IoThread io;
    private final NetworkContext context;
    private final TransportLimits limits;
    private final TransportTimings timings;
    private final PeerTable peers;
    private final Penalties penalties;
    private final NodeId self;
    private final long instance;
    private final TokenBucket accepting;
    private final Map<Connection, Future<?>> deadlines = new HashMap<>();
    private final Map<InetAddress, Integer> inboundByAddress = new HashMap<>();
    private int inbound;
    private String dialHost = "";
    private int dialPort;

    Handshake(
            IoThread io,
            NetworkContext context,
            NettyTransport.Settings settings,
            PeerTable peers,
            Penalties penalties) {
        this.io = io;
        this.context = context;
        this.limits = settings.limits();
        this.timings = settings.timings();
        this.peers = peers;
        this.penalties = penalties;
        this.self = context.self();
        this.instance = context.runtime().random().nextLong();
        // A handshake costs about a millisecond of signing, so strangers get a few per cent of a processor.
        this.accepting = new TokenBucket(limits.maxHandshakes(), 2L * limits.maxHandshakes(), io.now());
    }

    /** Where peers are told to dial this node; with no host, at the address they see. */
    void canBeDialledAt(String host, int port) {
        dialHost = host;
        dialPort = port;
    }

    /** Whether there is room for another inbound connection that is not up yet. */
    boolean hasRoomFor(InetAddress address) {
        return inbound < limits.maxHandshakes()
                && inboundByAddress.getOrDefault(address, 0) < limits.maxHandshakesPerAddress()
                && accepting.tryTake(1, io.now());
    }

    /** The clock starts: the connection has to be up in time. */
    void onOpened(Connection connection) {
        if (connection.isInbound()) {
            inbound++;
            inboundByAddress.merge(connection.remote().getAddress(), 1, Integer::sum);
        }
        deadlines.put(connection, io.schedule(timings.handshake(), () -> {
            if (!connection.isUp()) {
                connection.end(
                        GoodbyeCode.HANDSHAKE_FAILED,
                        "the handshake took longer than " + timings.handshake().toMillis() + " ms");
            }
        }));
    }

    /** The peer is known; greets it, or tells it why not. */
    void onSecured(Connection connection) {
        NodeId peer = connection.peer();
        Connection other = peers.get(peer);
        long bannedMillis = penalties.bannedFor(peer, io.now()).toMillis();
        if (peer.equals(self)) {
            connection.end(GoodbyeCode.SELF, "a node does not connect with itself");
        } else if (bannedMillis > 0) {
            connection.end(GoodbyeCode.BANNED, "banned for another " + (bannedMillis / 1000 + 1) + " s");
        } else if (!context.admission().test(peer)) {
            connection.end(GoodbyeCode.NOT_ADMITTED, "the ledger does not admit node " + peer);
        } else if (!connection.isInbound() && other != null && isFresh(other)) {
            connection.end(GoodbyeCode.DUPLICATE, "connected already");
        } else if (other == null && peers.size() >= limits.maxPeers()) {
            connection.end(GoodbyeCode.FULL, "there are " + limits.maxPeers() + " connections already");
        } else {
            connection.offer(Frames.control(FrameType.HELLO, hello()));
        }
    }

    /** The peer's greeting; true when the connection counts from now on, and the peer has to be told so. */
    boolean onHello(Connection connection, Wire.Hello theirs) {
        String problem = differingVersion(theirs);
        if (problem != null) {
            connection.end(GoodbyeCode.WRONG_VERSION, problem);
            return false;
        }
        Hash chain = chainOf(theirs.getChainId());
        if (!context.chainId().equals(chain)) {
            String other = chain == null ? "none" : chain.toHex();
            connection.end(GoodbyeCode.WRONG_CHAIN, "here is chain " + context.chainId() + ", there " + other);
            return false;
        }
        connection.greeted(theirs);
        return self.compareTo(connection.peer()) < 0 && mayCount(connection);
    }

    /** A connection is up or has ended: it is no longer to be waited for. */
    void onSettled(Connection connection) {
        Future<?> deadline = deadlines.remove(connection);
        if (deadline == null) {
            return;
        }
        deadline.cancel(false);
        if (connection.isInbound()) {
            inbound--;
            inboundByAddress.computeIfPresent(
                    connection.remote().getAddress(), (address, count) -> count > 1 ? count - 1 : null);
        }
    }

    private boolean mayCount(Connection connection) {
        Connection other = peers.get(connection.peer());
        boolean restarted = other != null
                && other.hello().getInstance() != connection.hello().getInstance();
        if (other != null && !restarted && isFresh(other)) {
            connection.end(GoodbyeCode.DUPLICATE, "connected already");
            return false;
        }
        if (other == null && peers.size() >= limits.maxPeers()) {
            connection.end(GoodbyeCode.FULL, "there are " + limits.maxPeers() + " connections already");
            return false;
        }
        return true;
    }

    /** Whether a connection was heard of as lately as one that is alive must have been. */
    private boolean isFresh(Connection connection) {
        return io.now() - connection.lastHeard() < timings.keepAlive().toNanos() * 3 / 2;
    }

    private String differingVersion(Wire.Hello theirs) {
        if (theirs.getWireVersion() != WIRE_VERSION) {
            return "here frames have version " + WIRE_VERSION + ", there "
                    + Integer.toUnsignedString(theirs.getWireVersion());
        }
        if (theirs.getProtocolVersion() != context.protocolVersion()) {
            return "here messages have version " + context.protocolVersion() + ", there "
                    + Integer.toUnsignedString(theirs.getProtocolVersion());
        }
        return null;
    }

    private static Hash chainOf(ByteString bytes) {
        return bytes.size() == Hash.SIZE ? Hash.of(bytes.toByteArray()) : null;
    }

    private Wire.Hello hello() {
        return Wire.Hello.newBuilder()
                .setWireVersion(WIRE_VERSION)
                .setProtocolVersion(context.protocolVersion())
                .setChainId(ByteString.copyFrom(context.chainId().toArray()))
                .setInstance(instance)
                .setListenHost(dialHost)
                .setListenPort(dialPort)
                .build();
    }
}
