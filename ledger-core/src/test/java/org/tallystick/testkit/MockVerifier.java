package org.tallystick.testkit;

import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/** Accepts what {@link MockSigner} makes, and nothing else. Insecure, as that one is. */
public final class MockVerifier implements SignatureVerifier {
    /** Makes a verifier; all are alike. */
    public MockVerifier() {}

    @Override
    public boolean verify(PublicKey key, byte[] message, Bytes signature) {
        return signature.equals(Bytes.wrap(MockSigner.signature(key, message)));
    }
}
