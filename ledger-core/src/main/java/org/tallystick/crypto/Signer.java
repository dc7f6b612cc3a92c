package org.tallystick.crypto;

import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/** Signs with one private key, which it does not show. Implementations may be called from any thread. */
public interface Signer {
    /** The key that verifies the signatures. */
    PublicKey publicKey();

    /**
     * Signs a message. The same message gives the same signature.
     *
     * @param message the whole message as {@link SigningDomain} lays it out, not a digest of it
     */
    Bytes sign(byte[] message);
}
