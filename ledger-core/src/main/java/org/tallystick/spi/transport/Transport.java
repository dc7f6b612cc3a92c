package org.tallystick.spi.transport;

/** The plug-in: knows how nodes reach each other. Constructing one does no I/O. */
public interface Transport {
    /**
     * Starts listening and connecting. Returns when the node can be reached; peers come later. May block. May be called
     * several times, for several nodes.
     *
     * @throws TransportException when the address cannot be listened on, naming it; nothing is left behind then
     */
    Network open(NetworkContext context, NetworkListener listener);
}
