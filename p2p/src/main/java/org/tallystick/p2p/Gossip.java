package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.Hash;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.Topic;

/** Gossip of all topics, and the moment at which announcements go out. I/O thread only. */
final class Gossip {
    private final IoThread io;
    private final Duration delay;
    private final Map<Topic, GossipTopic> topics = new EnumMap<>(Topic.class);
    private boolean flushPlanned;
    private long lastFlush;

    Gossip(IoThread io, NettyTransport.Settings settings, PeerTable peers, SafeListener listener) {
        this.io = io;
        this.delay = settings.timings().announce();
        this.lastFlush = io.now() - delay.toNanos();
        TransportLimits limits = settings.limits();
        for (Topic topic : Topic.values()) {
            GossipTopic.Bounds bounds = switch (topic) {
                case TRANSACTIONS -> new GossipTopic.Bounds(65_536, limits.transactionStoreBytes(), 32_768, 8_192);
                case BLOCKS -> new GossipTopic.Bounds(4_096, limits.blockStoreBytes(), 256, 16);
                case EVIDENCE -> new GossipTopic.Bounds(1_024, 1 << 20, 64, 8);
            };
            topics.put(topic, new GossipTopic(topic, bounds, io, settings.timings(), peers, listener));
        }
    }

    void publish(Topic topic, Hash id, byte[] payload) {
        if (topics.get(topic).publish(id, payload)) {
            planFlush();
        }
    }

    void push(Connection peer, Topic topic, Hash id, byte[] payload) {
        topics.get(topic).push(peer, id, payload);
    }

    void onDown(Connection peer) {
        topics.values().forEach(topic -> topic.onDown(peer));
    }

    void onIds(Connection peer, FrameType type, ByteBuf body) throws ProtocolViolation {
        Wire.Ids message = Frames.read(Wire.Ids.parser(), body);
        GossipTopic topic = topics.get(Frames.readTopic(message));
        List<Hash> ids = Frames.readIds(message);
        switch (type) {
            case ANNOUNCE -> topic.onAnnounce(peer, ids);
            case REQUEST -> topic.onRequest(peer, ids);
            case MISSING -> topic.onMissing(peer, ids);
            default -> throw new IllegalArgumentException("a frame of type " + type + " holds no ids");
        }
    }

    void onItem(Connection peer, Topic topic, ByteBuf body) throws ProtocolViolation {
        Hash id = Frames.readHash(body);
        topics.get(topic).onItem(peer, id, Frames.readSecond(body, topic.maxBytes()));
    }

    /** The first announcement after a pause goes out at once, those that follow it wait for each other. */
    private void planFlush() {
        if (flushPlanned) {
            return;
        }
        flushPlanned = true;
        long wait = lastFlush + delay.toNanos() - io.now();
        if (wait <= 0) {
            io.execute(this::flush);
        } else {
            io.schedule(Duration.ofNanos(wait), this::flush);
        }
    }

    private void flush() {
        flushPlanned = false;
        lastFlush = io.now();
        topics.values().forEach(GossipTopic::flush);
    }
}
