package org.tallystick.crypto;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.tallystick.model.NodeId;

/**
 * The keys of one node: the node key, which proves to peers who it is, and the validator key, with which it votes if
 * the ledger lists it as a validator. They are distinct, so that the one can be replaced without the other. Immutable,
 * for any thread; never prints a secret.
 */
public final class Identity {
    private static final String NODE = "node";
    private static final String VALIDATOR = "validator";

    private final PrivateKey nodeKey;
    private final Optional<PrivateKey> validatorKey;

    private Identity(PrivateKey nodeKey, Optional<PrivateKey> validatorKey) {
        this.nodeKey = nodeKey;
        this.validatorKey = validatorKey;
    }

    /**
     * An identity from keys at hand; nothing is stored.
     *
     * @throws IllegalArgumentException when both keys are the same
     */
    public static Identity of(PrivateKey nodeKey, Optional<PrivateKey> validatorKey) {
        Objects.requireNonNull(nodeKey, "nodeKey");
        if (validatorKey.isPresent() && validatorKey.get().publicKey().equals(nodeKey.publicKey())) {
            throw new IllegalArgumentException("the node key and the validator key must not be the same key");
        }
        return new Identity(nodeKey, validatorKey);
    }

    /**
     * Opens the identity in a {@link KeyFile}; if there is no file, makes new keys and a file with them. A new identity
     * has a validator key, which means nothing until the ledger lists its public half: a node that is not listed
     * observes. A file without one makes an observer too.
     *
     * @param passphrase not empty; neither kept nor changed, so the caller should overwrite it
     * @throws KeyFileException when that cannot be done, with the reason
     */
    public static Identity openOrCreate(Path file, char[] passphrase) {
        SortedMap<String, PrivateKey> keys = KeyFile.openOrCreate(
                file,
                random -> Map.of(NODE, PrivateKey.generate(random), VALIDATOR, PrivateKey.generate(random)),
                passphrase);
        return of(KeyFile.named(NODE, file, keys), Optional.ofNullable(keys.get(VALIDATOR)));
    }

    /** The name of the node on the network: the public half of its node key. */
    public NodeId nodeId() {
        return new NodeId(nodeKey.publicKey());
    }

    /** The key that TLS uses. */
    public PrivateKey nodeKey() {
        return nodeKey;
    }

    /** The key that votes are signed with; empty for a node that only observes. */
    public Optional<PrivateKey> validatorKey() {
        return validatorKey;
    }

    /** Names the public keys only. */
    @Override
    public String toString() {
        return "node " + nodeKey.publicKey()
                + validatorKey.map(key -> ", validator " + key.publicKey()).orElse(", no validator");
    }
}
