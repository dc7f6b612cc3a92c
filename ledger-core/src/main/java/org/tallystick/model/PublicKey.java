package org.tallystick.model;

import java.util.Objects;

/**
 * A public key of a stated scheme. Holding one says nothing about the key's validity as a curve point; verification
 * decides that.
 *
 * @param scheme the signature algorithm
 * @param encoded the key in the scheme's own encoding, exactly {@link SignatureScheme#keySize()} bytes
 */
public record PublicKey(SignatureScheme scheme, Bytes encoded) implements Comparable<PublicKey> {
    /** Checks the length. */
    public PublicKey {
        Objects.requireNonNull(scheme, "scheme");
        if (encoded.size() != scheme.keySize()) {
            throw new IllegalArgumentException(
                    "a public key of " + scheme + " has " + scheme.keySize() + " bytes, not " + encoded.size());
        }
    }

    /**
     * Reads the form of {@link #toString()}, for example {@code ed25519:3b6a…}.
     *
     * @throws IllegalArgumentException when it has another form
     */
    public static PublicKey parse(String text) {
        if (!text.startsWith("ed25519:")) {
            throw new IllegalArgumentException("a public key is written ed25519:<64 hexadecimal digits>");
        }
        return new PublicKey(SignatureScheme.ED25519, Bytes.fromHex(text.substring("ed25519:".length())));
    }

    @Override
    public int compareTo(PublicKey other) {
        int byScheme = Integer.compare(scheme.tag(), other.scheme.tag());
        return byScheme != 0 ? byScheme : encoded.compareTo(other.encoded);
    }

    @Override
    public String toString() {
        return "ed25519:" + encoded.toHex();
    }
}
