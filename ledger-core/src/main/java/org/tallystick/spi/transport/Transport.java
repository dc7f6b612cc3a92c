package org.tallystick.spi.transport;

/** The plug-in: knows how nodes reach each other. Constructing one does no I/O. */
public interface Transport {
    /**
     * Starts listening and connecting. Returns when the node can be reached; peers come later. May block.
     *
     * @throws TransportException when the address cannot be listened on, naming it
     */
    Network open(NetworkContext context, NetworkListener listener);
}
