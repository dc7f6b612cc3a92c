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
        Texts.requireUtf8(name, 1, 64, "a validator's name");
    }
}
