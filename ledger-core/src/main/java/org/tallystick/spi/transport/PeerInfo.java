package org.tallystick.spi.transport;

import org.tallystick.model.NodeId;

/**
 * A connected peer, as shown to people.
 *
 * @param id who
 * @param address where
 * @param inbound whether the peer opened the connection
 * @param bytesSent since connecting
 * @param bytesReceived since connecting
 * @param queuedBytes waiting to be written now
 */
public record PeerInfo(
        NodeId id, String address, boolean inbound, long bytesSent, long bytesReceived, long queuedBytes) {}
