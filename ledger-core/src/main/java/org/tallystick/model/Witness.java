package org.tallystick.model;

import java.util.Objects;

/**
 * One signature beside a transaction.
 *
 * @param key the key that signed
 * @param signature the signature, of the length that the key's scheme prescribes
 */
public record Witness(PublicKey key, Bytes signature) {
    /** Checks the length. */
    public Witness {
        Objects.requireNonNull(key, "key");
        if (signature.size() != key.scheme().signatureSize()) {
            throw new IllegalArgumentException("a signature of " + key.scheme() + " has "
                    + key.scheme().signatureSize() + " bytes, not " + signature.size());
        }
    }
}
