package org.tallystick.testkit.node;

import java.util.Collection;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.PeerInfo;
import org.tallystick.spi.transport.Topic;

/** A network with nobody in it. A test that plays a peer overrides what that peer takes notice of. */
public class SilentNetwork implements Network {
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
