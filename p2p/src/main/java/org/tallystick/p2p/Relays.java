package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.NodeId;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.transport.MessageKind;

/**
 * Sends consensus messages to nodes that are not connected through one that may be, and does the same for others: one
 * hop, at a limited rate for each peer, above which messages are dropped. I/O thread only.
 */
final class Relays {
    private static final int MAX_DEAD_ENDS = 1024;
    private static final long DEAD_END_NANOS = 2_000_000_000L;
    private static final int MAX_BYTES = MessageKind.CONSENSUS.maxBytes();
    private static final int MESSAGES_PER_SECOND = 200;
    private static final int BYTES_PER_SECOND = 8 << 20;

    private final IoThread io;
    private final NodeRuntime runtime;
    private final PeerTable peers;
    private final SafeListener listener;
    private final Map<Connection, Rate> asked = new HashMap<>();
    private final Map<Connection, Rate> received = new HashMap<>();
    private final Map<DeadEnd, Long> deadEnds = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DeadEnd, Long> eldest) {
            return size() > MAX_DEAD_ENDS;
        }
    };

    Relays(IoThread io, NodeRuntime runtime, PeerTable peers, SafeListener listener) {
        this.io = io;
        this.runtime = runtime;
        this.peers = peers;
        this.listener = listener;
    }

    /** Sends to a node through any peer that has not said lately that it has no connection to it. */
    void send(NodeId target, byte[] payload) {
        Connection direct = peers.get(target);
        if (direct != null) {
            direct.offer(Frames.direct(MessageKind.CONSENSUS, payload)); // it has connected in the meantime
            return;
        }
        long now = io.now();
        List<Connection> candidates = new ArrayList<>(peers.all());
        candidates.removeIf(peer -> {
            Long since = deadEnds.get(new DeadEnd(target, peer.peer()));
            return since != null && now - since < DEAD_END_NANOS;
        });
        if (!candidates.isEmpty()) {
            candidates.get(runtime.random().nextInt(candidates.size())).offer(Frames.relay(target, payload));
        }
    }

    /** A peer asks to hand a message on. */
    void onRelay(Connection from, ByteBuf body) throws ProtocolViolation {
        NodeId target = Frames.readTarget(body);
        byte[] payload = Frames.readSecond(body, MAX_BYTES);
        if (!rateOf(asked, from).allows(payload.length, io.now())) {
            return;
        }
        Connection to = peers.get(target);
        if (to == null || to == from) {
            from.offer(Frames.unreachable(target));
        } else {
            to.offer(Frames.relayed(payload));
        }
    }

    /** A peer hands a message on to this node. */
    void onRelayed(Connection from, ByteBuf body) throws ProtocolViolation {
        byte[] payload = Frames.readPayload(body, MAX_BYTES);
        if (rateOf(received, from).allows(payload.length, io.now())) {
            listener.onRelayed(from.peer(), payload);
        }
    }

    /** A peer has no connection to a node. */
    void onUnreachable(Connection from, ByteBuf body) throws ProtocolViolation {
        Wire.Unreachable message = Frames.read(Wire.Unreachable.parser(), body);
        DeadEnd end = new DeadEnd(Frames.readId(message.getTarget().toByteArray()), from.peer());
        deadEnds.remove(end); // so that it becomes the youngest
        deadEnds.put(end, io.now());
    }

    void onDown(Connection peer) {
        asked.remove(peer);
        received.remove(peer);
    }

    private Rate rateOf(Map<Connection, Rate> rates, Connection peer) {
        return rates.computeIfAbsent(peer, p -> new Rate(io.now()));
    }

    private record DeadEnd(NodeId target, NodeId relay) {}

    /** The rates of one peer; the reserves take two messages of the largest size. */
    private static final class Rate {
        private final TokenBucket messages;
        private final TokenBucket bytes;

        Rate(long now) {
            messages = new TokenBucket(MESSAGES_PER_SECOND, 2L * MESSAGES_PER_SECOND, now);
            bytes = new TokenBucket(BYTES_PER_SECOND, 2L * MAX_BYTES, now);
        }

        boolean allows(int size, long now) {
            return bytes.tryTake(size, now) && messages.tryTake(1, now);
        }
    }
}
