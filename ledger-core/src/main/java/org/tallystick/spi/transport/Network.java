package org.tallystick.spi.transport;

import java.util.Collection;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;

/**
 * A running transport. All methods may be called from any thread and never block: what cannot be written now is queued
 * within bounds, and what exceeds the bounds is dropped, so nothing here is reliable. Messages of one kind to one peer
 * arrive in order or not at all. Payload arrays must not be written to afterwards.
 */
public interface Network extends AutoCloseable {
    /**
     * Sends a message to one node; to a node that is not connected it may be relayed or dropped.
     *
     * @return whether it was queued
     */
    boolean send(NodeId to, MessageKind kind, byte[] payload);

    /**
     * Offers an item to all peers: it is announced, and delivered to those that ask. An item already published lately
     * is not announced again.
     */
    void publish(Topic topic, Hash id, byte[] payload);

    /** Hands an item whole to some peers without waiting to be asked; those that are not connected are left out. */
    void push(List<NodeId> to, Topic topic, Hash id, byte[] payload);

    /** Reports that a peer broke the rules. Enough of it, and the peer is cut off for a time. */
    void penalize(NodeId peer, String reason);

    /** The peers connected now. */
    Collection<PeerInfo> peers();

    /** Where this node listens, for people and for tests, such as {@code 127.0.0.1:30303}; empty when it does not. */
    String listenAddress();

    /** Closes all connections and stops all threads; returns when they are gone. Idempotent. */
    @Override
    void close();
}
