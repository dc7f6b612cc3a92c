package org.tallystick.examples.cluster;

import org.tallystick.model.Hash;

/**
 * How a node says it is doing.
 *
 * @param running whether it takes part and is in step
 * @param failed whether it has stopped for good
 * @param health the same for people, with the reason when it is not well
 * @param height its last final block
 * @param hash that block's hash
 * @param stateRoot the state after it
 * @param timestamp that block's time in milliseconds since 1970-01-01T00:00Z
 * @param peers connected peers
 */
record NodeReport(
        boolean running,
        boolean failed,
        String health,
        long height,
        Hash hash,
        Hash stateRoot,
        long timestamp,
        int peers) {}
