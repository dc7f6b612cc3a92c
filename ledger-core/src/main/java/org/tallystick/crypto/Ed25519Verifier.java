package org.tallystick.crypto;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * The reference verifier: Ed25519 with the cofactored equation of RFC 8032, on every platform. A signature (R, S) of a
 * message under a key A is good exactly when
 *
 * <ol>
 *   <li>S is below the order of the group;
 *   <li>A and R are canonical encodings of points of the curve;
 *   <li>A is not of small order (R may be);
 *   <li>8·S·B = 8·R + 8·k·A, with k the SHA-512 of R, A and the message.
 * </ol>
 *
 * <p>Stateless; costs about 80 µs of one core.
 */
public final class Ed25519Verifier implements SignatureVerifier {
    /** Makes a verifier; all are alike. */
    public Ed25519Verifier() {}

    @Override
    public boolean verify(PublicKey key, byte[] message, Bytes signature) {
        if (key.scheme() != SignatureScheme.ED25519 || signature.size() != Ed25519.SIGNATURE_SIZE) {
            return false;
        }
        byte[] point = key.encoded().toArray();
        byte[] rs = signature.toArray();
        return Ed25519Rules.admissible(point, rs) && Ed25519.verify(rs, 0, point, 0, message, 0, message.length);
    }
}
