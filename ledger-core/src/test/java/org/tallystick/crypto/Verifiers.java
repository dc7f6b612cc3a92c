package org.tallystick.crypto;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/** Every way in which this library decides on a signature, by name, and two that others wrote. */
final class Verifiers {
    private Verifiers() {}

    /** The ways that must agree with the reference. */
    static Map<String, SignatureVerifier> all() {
        Map<String, SignatureVerifier> all = new LinkedHashMap<>();
        all.put("BouncyCastle", new BouncyCastleVerifier());
        all.put("portable", (key, message, signature) -> new Ed25519Verifier().verify(key, message, signature));
        all.put("portable, with a memory", new Ed25519Verifier());
        return all;
    }

    /** The equation as BouncyCastle 1.86 decides it: cofactored, and strict about encodings. */
    static final class BouncyCastleVerifier implements SignatureVerifier {
        @Override
        public boolean verify(PublicKey key, byte[] message, Bytes signature) {
            byte[] point = key.encoded().toArray();
            byte[] rs = signature.toArray();
            return Ed25519Rules.admissible(point, rs) && Ed25519.verify(rs, 0, point, 0, message, 0, message.length);
        }
    }
}
