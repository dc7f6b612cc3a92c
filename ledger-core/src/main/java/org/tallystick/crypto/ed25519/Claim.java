package org.tallystick.crypto.ed25519;

import org.tallystick.model.Bytes;

/** A signature whose equation is to be decided. The arrays are not copied and must not change. */
public final class Claim {
    final Bytes key;
    final byte[] encodedKey;
    final byte[] message;
    final byte[] signature;

    /**
     * Makes one.
     *
     * @param key A, in a canonical encoding
     * @param encodedKey the same
     * @param message as it was signed
     * @param signature R, in a canonical encoding, and S, below the order of the base point
     */
    public Claim(Bytes key, byte[] encodedKey, byte[] message, byte[] signature) {
        this.key = key;
        this.encodedKey = encodedKey;
        this.message = message;
        this.signature = signature;
    }
}
