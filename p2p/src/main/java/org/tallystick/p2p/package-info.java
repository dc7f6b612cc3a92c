/**
 * A transport on Netty: mutual TLS, handshake, framing, gossip, peer discovery and peer scoring.
 */
package org.tallystick.p2p;
