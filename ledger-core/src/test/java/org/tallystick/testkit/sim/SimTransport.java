package org.tallystick.testkit.sim;

import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Transport;

/** Plugs one life of a node into the simulated network. */
public final class SimTransport implements Transport {
    private final SimNetwork network;
    private final int slot;
    private final SimRuntime runtime;

    SimTransport(SimNetwork network, int slot, SimRuntime runtime) {
        this.network = network;
        this.slot = slot;
        this.runtime = runtime;
    }

    @Override
    public Network open(NetworkContext context, NetworkListener listener) {
        return network.open(slot, runtime, context, listener);
    }
}
