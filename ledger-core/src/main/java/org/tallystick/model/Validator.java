package org.tallystick.model;

import java.util.Objects;

/**
 * An authority that takes part in consensus.
 *
 * @param name for people, 1 to 64 bytes of UTF-8
 * @param key the key its votes are signed with
 * @param node the node that speaks for it on the network
 */
public record Validator(String name, PublicKey key, NodeId node) {
    /** Checks the bounds. */
    public Validator {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(node, "node");
        int size = Bytes.utf8(name).size();
        if (size < 1 || size > 64) {
            throw new IllegalArgumentException("a validator's name has 1 to 64 bytes of UTF-8: " + name);
        }
    }
}
