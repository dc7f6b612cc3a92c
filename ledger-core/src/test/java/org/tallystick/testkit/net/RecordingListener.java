package org.tallystick.testkit.net;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Topic;

/**
 * Notes everything that a transport tells it, and notes as faults what a transport must never do. May be read from any
 * thread at any time.
 */
public class RecordingListener implements NetworkListener {
    /** A message, or an item of gossip with its id. */
    @SuppressWarnings("ArrayRecordComponent") // as the transport hands it over; nobody compares these
    public record Received(NodeId from, MessageKind kind, Topic topic, Hash id, byte[] payload, boolean relayed) {}

    /** A connection that ended. */
    public record Disconnected(NodeId peer, String reason) {}

    private final List<NodeId> connected = new CopyOnWriteArrayList<>();
    private final List<Disconnected> disconnected = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<NodeId> up = new CopyOnWriteArrayList<>();
    private final Queue<Received> messages = new ConcurrentLinkedQueue<>();
    private final Queue<Received> gossip = new ConcurrentLinkedQueue<>();
    private final Queue<Hash> asked = new ConcurrentLinkedQueue<>();
    private volatile BiPredicate<Topic, Hash> wants = (topic, id) -> true;

    /** What {@link #wants} answers from now on. */
    public void wanting(BiPredicate<Topic, Hash> predicate) {
        wants = predicate;
    }

    /** Every peer that has connected, in order, as often as it has. */
    public List<NodeId> connected() {
        return List.copyOf(connected);
    }

    /** Every end of a connection, in order. */
    public List<Disconnected> disconnected() {
        return List.copyOf(disconnected);
    }

    /** The peers that are connected now, as far as the listener was told. */
    public List<NodeId> up() {
        return List.copyOf(up);
    }

    /** What must not have happened; empty when all is well. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** The messages so far. */
    public List<Received> messages() {
        return List.copyOf(messages);
    }

    /** The items of gossip so far. */
    public List<Received> gossip() {
        return List.copyOf(gossip);
    }

    /** The ids of announced items that the transport has asked about. */
    public List<Hash> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void onConnected(NodeId peer) {
        if (up.contains(peer)) {
            faults.add("connected twice with " + peer);
        }
        up.add(peer);
        connected.add(peer);
    }

    @Override
    public void onDisconnected(NodeId peer, String reason) {
        if (!up.remove(peer)) {
            faults.add("disconnected from " + peer + " without a connection");
        }
        disconnected.add(new Disconnected(peer, reason));
    }

    @Override
    public void onMessage(NodeId from, MessageKind kind, byte[] payload) {
        expectUp(from, kind);
        messages.add(new Received(from, kind, null, null, payload, false));
    }

    @Override
    public void onRelayed(NodeId relay, byte[] payload) {
        expectUp(relay, MessageKind.CONSENSUS);
        messages.add(new Received(relay, MessageKind.CONSENSUS, null, null, payload, true));
    }

    @Override
    public boolean wants(Topic topic, Hash id) {
        asked.add(id);
        return wants.test(topic, id);
    }

    @Override
    public void onGossip(NodeId from, Topic topic, Hash claimedId, byte[] payload) {
        expectUp(from, topic);
        gossip.add(new Received(from, null, topic, claimedId, payload, false));
    }

    private void expectUp(NodeId from, Object what) {
        if (!up.contains(from)) {
            faults.add(what + " from " + from + ", which is not connected");
        }
    }
}
