package org.tallystick.p2p;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.model.Hash;
import org.tallystick.p2p.ItemCache.Item;
import org.tallystick.spi.transport.Topic;

/**
 * Gossip of one topic: announce to those that are not known to have it, ask for what the listener wants, serve those that
 * ask. I/O thread only.
 */
final class GossipTopic {
    private final Topic topic;
    private final PeerTable peers;
    private final SafeListener listener;
    private final ItemCache cache;
    private final Fetches fetches;
    private final Map<Connection, List<Hash>> announcements = new LinkedHashMap<>();

    GossipTopic(
            Topic topic, Bounds bounds, IoThread io, TransportTimings timings, PeerTable peers, SafeListener listener) {
        this.topic = topic;
        this.peers = peers;
        this.listener = listener;
        this.cache = new ItemCache(bounds.items, bounds.bytes);
        this.fetches = new Fetches(io, timings.request(), bounds.fetches, bounds.fetchesPerPeer, this::askNext);
    }

    /** Offers an item; true when there are announcements to be sent for it. */
    boolean publish(Hash id, byte[] payload) {
        Item item = cache.note(id);
        if (item.published) {
            return false;
        }
        item.published = true;
        cache.store(item, Frames.item(topic, id, payload));
        endFetch(item);
        boolean any = false;
        for (Connection peer : peers.all()) {
            if (!item.known.get(peer.slot())) {
                any |= announceLater(peer, id);
            }
        }
        return any;
    }

    void push(Connection peer, Hash id, byte[] payload) {
        Item item = cache.note(id);
        endFetch(item);
        OutFrame frame = item.frame != null ? item.frame : Frames.item(topic, id, payload);
        if (peer.offer(frame)) {
            item.known.set(peer.slot());
        }
    }

    void onAnnounce(Connection peer, List<Hash> ids) {
        List<Hash> wanted = new ArrayList<>();
        for (Hash id : ids) {
            Item item = cache.get(id);
            if (item != null) {
                item.known.set(peer.slot());
            } else if (!fetches.noteOther(id, peer) && listener.wants(topic, id) && fetches.begin(id, peer)) {
                wanted.add(id);
            }
        }
        send(peer, FrameType.REQUEST, wanted);
    }

    void onRequest(Connection peer, List<Hash> ids) {
        List<Hash> missing = new ArrayList<>();
        for (Hash id : ids) {
            Item item = cache.get(id);
            if (item == null || item.frame == null) {
                missing.add(id);
            } else if (peer.offer(item.frame)) {
                item.known.set(peer.slot());
            }
        }
        send(peer, FrameType.MISSING, missing);
    }

    void onMissing(Connection peer, List<Hash> ids) {
        for (Hash id : ids) {
            if (fetches.awaits(id, peer)) {
                askNext(id);
            }
        }
    }

    void onItem(Connection peer, Hash id, byte[] payload) {
        Item item = cache.get(id);
        if (item != null) {
            item.known.set(peer.slot());
        } else if (fetches.arrived(id, peer)) {
            listener.onGossip(peer.peer(), topic, id, payload);
        }
    }

    void onDown(Connection peer) {
        cache.forgetPeer(peer.slot());
        announcements.remove(peer);
        fetches.peerGone(peer);
    }

    /** Sends the announcements that wait. */
    void flush() {
        announcements.forEach((peer, ids) -> {
            if (!ids.isEmpty()) {
                // What a peer has sent in the meantime need not be announced to it.
                ids.removeIf(id -> {
                    Item item = cache.get(id);
                    return item == null || item.known.get(peer.slot());
                });
                send(peer, FrameType.ANNOUNCE, ids);
                ids.clear();
            }
        });
    }

    private boolean announceLater(Connection peer, Hash id) {
        List<Hash> waiting = announcements.computeIfAbsent(peer, p -> new ArrayList<>());
        waiting.add(id);
        if (waiting.size() >= Frames.MAX_IDS) {
            send(peer, FrameType.ANNOUNCE, waiting);
            waiting.clear();
        }
        return true;
    }

    /** Sends ids; when the peer's queue is full they are lost, and it hears of the items from others or not at all. */
    private void send(Connection peer, FrameType type, List<Hash> ids) {
        if (!ids.isEmpty()) {
            peer.offer(Frames.ids(type, topic, ids));
        }
    }

    private void endFetch(Item item) {
        fetches.end(item.id, holder -> {
            if (holder.isUp()) {
                item.known.set(holder.slot());
            }
        });
    }

    private void askNext(Hash id) {
        Connection other = fetches.next(id);
        while (other != null) {
            if (!listener.wants(topic, id)) {
                fetches.end(id, holder -> {});
                return;
            }
            if (fetches.begin(id, other)) {
                send(other, FrameType.REQUEST, List.of(id));
                return;
            }
            other = fetches.next(id);
        }
    }

    /**
     * The bounds of a topic.
     *
     * @param items remembered as sent or offered
     * @param bytes kept to be served
     * @param fetches on their way at once
     * @param fetchesPerPeer the same, from one peer
     */
    record Bounds(int items, long bytes, int fetches, int fetchesPerPeer) {}
}
