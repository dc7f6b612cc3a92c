package org.tallystick.api;

import org.tallystick.model.Hash;

/**
 * A final block, in short.
 *
 * @param height its height
 * @param hash its hash
 * @param stateRoot the state after it
 * @param timestamp its time in milliseconds since 1970-01-01T00:00Z
 */
public record Head(long height, Hash hash, Hash stateRoot, long timestamp) {}
