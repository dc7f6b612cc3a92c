package org.tallystick.internal.node;

import java.util.Collection;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.PeerInfo;
import org.tallystick.spi.transport.Topic;

/** The way to the network for parts that are made before it is there; until then everything is dropped. */
public final class Outlet {
    private volatile Network network;

    void connect(Network opened) {
        network = opened;
    }

    /** See {@link Network#send}. */
    public boolean send(NodeId to, MessageKind kind, byte[] payload) {
        Network current = network;
        return current != null && current.send(to, kind, payload);
    }

    /** See {@link Network#publish}. */
    public void publish(Topic topic, Hash id, byte[] payload) {
        Network current = network;
        if (current != null) {
            current.publish(topic, id, payload);
        }
    }

    /** See {@link Network#push}. */
    public void push(List<NodeId> to, Topic topic, Hash id, byte[] payload) {
        Network current = network;
        if (current != null && !to.isEmpty()) {
            current.push(to, topic, id, payload);
        }
    }

    /** See {@link Network#penalize}. */
    public void penalize(NodeId peer, String reason) {
        Network current = network;
        if (current != null) {
            current.penalize(peer, reason);
        }
    }

    /** See {@link Network#peers}. */
    public Collection<PeerInfo> peers() {
        Network current = network;
        return current == null ? List.of() : current.peers();
    }

    String listenAddress() {
        Network current = network;
        return current == null ? "" : current.listenAddress();
    }

    void close() {
        Network current = network;
        if (current != null) {
            current.close();
        }
    }
}
