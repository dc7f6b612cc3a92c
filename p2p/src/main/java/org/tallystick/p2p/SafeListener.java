package org.tallystick.p2p;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Topic;

/**
 * Keeps the transport going when the listener throws, which it promised not to; the log names the fault. An error, such as
 * of memory that is used up, is the end of the node, which is told so.
 */
final class SafeListener implements NetworkListener {
    private static final Logger LOG = LoggerFactory.getLogger(SafeListener.class);

    private final NetworkListener delegate;
    private final IoThread io;

    SafeListener(NetworkListener delegate, IoThread io) {
        this.delegate = delegate;
        this.io = io;
    }

    @Override
    public void onConnected(NodeId peer) {
        run(() -> delegate.onConnected(peer));
    }

    @Override
    public void onDisconnected(NodeId peer, String reason) {
        run(() -> delegate.onDisconnected(peer, reason));
    }

    @Override
    public void onMessage(NodeId from, MessageKind kind, byte[] payload) {
        run(() -> delegate.onMessage(from, kind, payload));
    }

    @Override
    public void onRelayed(NodeId relay, byte[] payload) {
        run(() -> delegate.onRelayed(relay, payload));
    }

    @Override
    public boolean wants(Topic topic, Hash id) {
        try {
            return delegate.wants(topic, id);
        } catch (RuntimeException e) {
            LOG.error("the network listener failed", e);
            return false;
        } catch (Error e) {
            failed(e);
            return false;
        }
    }

    @Override
    public void onGossip(NodeId from, Topic topic, Hash claimedId, byte[] payload) {
        run(() -> delegate.onGossip(from, topic, claimedId, payload));
    }

    private void run(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("the network listener failed", e);
        } catch (Error e) {
            failed(e);
        }
    }

    private void failed(Error e) {
        LOG.error("the network listener failed for good", e);
        io.report(e);
    }
}
