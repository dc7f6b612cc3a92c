package org.tallystick.internal.execution;

import org.tallystick.model.Bytes;

/** Reads state values by key, as of one block. */
@FunctionalInterface
public interface StateReads {
    /**
     * The value, or null when there is none.
     *
     * @param key the name, and with it the hash
     */
    Bytes get(HashedKey key);
}
