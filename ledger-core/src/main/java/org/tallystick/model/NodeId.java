package org.tallystick.model;

import java.util.Objects;

/**
 * Names a node on the network: its transport key, which TLS proves. It is distinct from the key that a validator votes
 * with and from the keys of accounts.
 *
 * @param key the node's transport key
 */
public record NodeId(PublicKey key) implements Comparable<NodeId> {
    /** Refuses null. */
    public NodeId {
        Objects.requireNonNull(key, "key");
    }

    /** The first eight digits of the key, for logs. */
    public String shortHex() {
        return key.encoded().toHex().substring(0, 8);
    }

    @Override
    public int compareTo(NodeId other) {
        return key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
