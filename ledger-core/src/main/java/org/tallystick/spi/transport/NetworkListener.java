package org.tallystick.spi.transport;

import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;

/**
 * What a transport tells the node. Called from I/O threads, for one peer in order, between {@link #onConnected} and
 * {@link #onDisconnected}; possibly before {@link Transport#open} has returned. Implementations return quickly, never
 * block and never throw. Payloads are the listener's own.
 */
public interface NetworkListener {
    /** A peer has proven its id, is admitted, and is on the same chain. There is at most one connection to a node. */
    void onConnected(NodeId peer);

    /**
     * The connection to a peer has ended, here, there or in between; it may come back.
     *
     * @param reason for people; may hold the peer's words
     */
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
     * Whether an item that a peer has announced should be asked for. Not asked about items that this node has published
     * or pushed lately, and not again about one that is on its way or has just come. Asked again, though, about one that
     * came and was not published by the time that another peer announced it, since what came may not have been the item.
     */
    boolean wants(Topic topic, Hash id);

    /**
     * An item within its topic's cap arrived, asked for or pushed; normally once. Its content is not to be trusted, nor that it has the claimed id. A
     * listener that finds it good spreads it further with {@link Network#publish}, one that finds it bad says so with
     * {@link Network#penalize}.
     */
    void onGossip(NodeId from, Topic topic, Hash claimedId, byte[] payload);
}
