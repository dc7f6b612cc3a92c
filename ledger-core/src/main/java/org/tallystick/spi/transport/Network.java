package org.tallystick.spi.transport;

import java.util.Collection;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;

/**
 * A running transport. All methods but {@link #close()} may be called from any thread and never block: what cannot be
 * written now is queued within bounds, and what exceeds the bounds is dropped, so nothing here is reliable. Messages of
 * one kind to one peer arrive in order or not at all; a consensus message may overtake those of other kinds. Payload
 * arrays must not be written to afterwards. After {@link #close()} nothing is sent and nobody is connected; no method
 * throws for that reason.
 */
public interface Network extends AutoCloseable {
    /**
     * Sends a message to one node. To a node that is not connected, a consensus message is sent through a peer that may
     * be connected to it (see {@link NetworkListener#onRelayed}), and any other is dropped; so is one to this node itself.
     *
     * @return whether it was queued; true says nothing about its arrival
     * @throws IllegalArgumentException when the payload is larger than its kind may be
     */
    boolean send(NodeId to, MessageKind kind, byte[] payload);

    /**
     * Offers an item to the peers connected now, except those that are known to have it: it is announced, and delivered
     * to those that ask while it is still kept, which is for a bounded number of later items. An item already published
     * lately is not announced again.
     *
     * @throws IllegalArgumentException when the payload is larger than an item of the topic may be
     */
    void publish(Topic topic, Hash id, byte[] payload);

    /**
     * Hands an item whole to some peers without waiting to be asked, even if it went to them before; those that are not
     * connected are left out. It is not announced to others.
     *
     * @throws IllegalArgumentException when the payload is larger than an item of the topic may be
     */
    void push(List<NodeId> to, Topic topic, Hash id, byte[] payload);

    /**
     * Reports that a peer broke the rules. Enough of it within a short time, and the peer is cut off and refused for a
     * time, with the last reason. Reports on nodes that are not connected count as well.
     *
     * @param reason for people; the peer is told it
     */
    void penalize(NodeId peer, String reason);

    /** The peers connected now; a copy. */
    Collection<PeerInfo> peers();

    /** Where this node listens, for people and for tests, such as {@code 127.0.0.1:30303}; empty when it does not. */
    String listenAddress();

    /**
     * Closes all connections and stops all threads; returns when they are gone, the address is free, and the listener has
     * been told the end of each connection. After that it is not called again. Idempotent. Must not be called by the
     * listener from within a call to it, which it would wait for.
     */
    @Override
    void close();
}
