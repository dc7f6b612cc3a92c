package org.tallystick.testkit.node;

import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Transport;

/** A transport that reaches nobody. */
public final class NoTransport implements Transport {
    @Override
    public Network open(NetworkContext context, NetworkListener listener) {
        return new SilentNetwork();
    }
}
