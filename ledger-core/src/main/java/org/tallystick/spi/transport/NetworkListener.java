package org.tallystick.spi.transport;

import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;

/**
 * What a transport tells the node. Called from I/O threads, for one peer in order and never after
 * {@link #onDisconnected}; implementations return quickly, never block and never throw. Payloads are the listener's
 * own.
 */
public interface NetworkListener {
    /** A peer has proven its id, is admitted, and is on the same chain. There is at most one connection to a node. */
    void onConnected(NodeId peer);

    /** The connection to a peer has ended. */
    void onDisconnected(NodeId peer, String reason);

    /** A message for this node, within its kind's cap. Its content is not to be trusted. */
    void onMessage(NodeId from, MessageKind kind, byte[] payload);

    /**
     * A consensus message that a peer passed on for another node, because that one has no connection to this. The
     * relaying peer cannot judge the content, so a bad one is no reason to {@link Network#penalize} it; the transport
     * limits the rate of these messages instead. By default treated as the relay's own.
     */
    default void onRelayed(NodeId relay, byte[] payload) {
        onMessage(relay, MessageKind.CONSENSUS, payload);
    }

    /**
     * Whether an item that a peer has announced should be asked for; the transport has not seen it lately.
     */
    boolean wants(Topic topic, Hash id);

    /**
     * An item arrived, asked for or pushed. Its content is not to be trusted, nor that it has the claimed id. A
     * listener that finds it good spreads it further with {@link Network#publish}, one that finds it bad says so with
     * {@link Network#penalize}.
     */
    void onGossip(NodeId from, Topic topic, Hash claimedId, byte[] payload);
}
