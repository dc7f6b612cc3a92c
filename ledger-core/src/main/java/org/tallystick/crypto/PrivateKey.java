package org.tallystick.crypto;

import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
// placeholder until the crypto work lands
/** An Ed25519 private key. It never prints itself. */
public final class PrivateKey implements Signer {
    @Override
    public PublicKey publicKey() {
        throw new IllegalStateException();
    }

    @Override
    public Bytes sign(byte[] message) {
        throw new IllegalStateException();
    }
}
