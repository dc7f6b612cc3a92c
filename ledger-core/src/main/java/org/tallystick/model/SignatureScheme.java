package org.tallystick.model;

/**
 * A signature algorithm, written as one byte wherever a key or a signature is encoded, so that others can follow
 * without changing a format.
 */
public enum SignatureScheme {
    /** Ed25519 (RFC 8032), cofactored verification; 32-byte keys, 64-byte signatures. */
    ED25519(1, 32, 64);

    private final int tag;
    private final int keySize;
    private final int signatureSize;

    SignatureScheme(int tag, int keySize, int signatureSize) {
        this.tag = tag;
        this.keySize = keySize;
        this.signatureSize = signatureSize;
    }

    /** The byte that stands for this scheme in every encoding. */
    public int tag() {
        return tag;
    }

    /** Bytes in a public key. */
    public int keySize() {
        return keySize;
    }

    /** Bytes in a signature. */
    public int signatureSize() {
        return signatureSize;
    }

    /**
     * The scheme with a tag.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static SignatureScheme ofTag(int tag) {
        if (tag == ED25519.tag) {
            return ED25519;
        }
        throw new IllegalArgumentException("unknown signature scheme " + tag);
    }
}
