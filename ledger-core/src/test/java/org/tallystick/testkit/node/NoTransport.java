package org.tallystick.testkit.node;

import java.util.Collection;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.PeerInfo;
import org.tallystick.spi.transport.Topic;
import org.tallystick.spi.transport.Transport;

/** A transport that reaches nobody. */
public final class NoTransport implements Transport {
    @Override
    public Network open(NetworkContext context, NetworkListener listener) {
        return new Nowhere();
    }

    private static final class Nowhere implements Network {
        @Override
        public boolean send(NodeId to, MessageKind kind, byte[] payload) {
            return false;
        }

        @Override
        public void publish(Topic topic, Hash id, byte[] payload) {
            // nobody to hear it
        }

        @Override
        public void push(List<NodeId> to, Topic topic, Hash id, byte[] payload) {
            // nobody to hear it
        }

        @Override
        public void penalize(NodeId peer, String reason) {
            // nobody to punish
        }

        @Override
        public Collection<PeerInfo> peers() {
            return List.of();
        }

        @Override
        public String listenAddress() {
            return "";
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
