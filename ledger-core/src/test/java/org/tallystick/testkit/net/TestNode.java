package org.tallystick.testkit.net;

import java.util.List;
import java.util.Optional;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.PeerInfo;

/** A transport that is running, with all that was made for it. */
public record TestNode(NetworkContext context, Network network, RecordingListener listener) implements AutoCloseable {
    /** Its id. */
    public NodeId id() {
        return context.self();
    }

    /** Whether its transport and its listener agree that it is connected with another. */
    public boolean knows(TestNode other) {
        return listener.up().contains(other.id()) && peer(other).isPresent();
    }

    /** How its transport shows another. */
    public Optional<PeerInfo> peer(TestNode other) {
        return network.peers().stream()
                .filter(peer -> peer.id().equals(other.id()))
                .findFirst();
    }

    /** The first bytes of the messages so far. */
    public List<Integer> numbers() {
        return listener.messages().stream().map(m -> (int) m.payload()[0]).toList();
    }

    @Override
    public void close() {
        network.close();
        context.runtime().close();
    }
}
