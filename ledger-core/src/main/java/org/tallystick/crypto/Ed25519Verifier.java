package org.tallystick.crypto;

import org.tallystick.crypto.ed25519.Ed25519Equation;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * The reference verifier, on every platform: Ed25519 with the cofactored equation of RFC 8032. A signature (R, S) of a
 * message under a key A is good exactly when
 *
 * <ol>
 *   <li>S is below the order of the group;
 *   <li>A and R are canonical encodings of points of the curve;
 *   <li>A is not of small order (R may be);
 *   <li>8·S·B = 8·R + 8·k·A, with k the SHA-512 of R, A and the message.
 * </ol>
 *
 * <p>Costs some 45 µs of one core, or 25 µs for a key that came before. For up to {@link #CACHED_KEYS} such keys it
 * keeps 4 KB each.
 */
public final class Ed25519Verifier implements SignatureVerifier {
    /** For how many keys multiples are kept; at the bound, those not used for longest are made room of. */
    public static final int CACHED_KEYS = 2_048;

    private final Ed25519Equation equation = new Ed25519Equation(CACHED_KEYS);

    /** Makes a verifier; all give the same verdicts. */
    public Ed25519Verifier() {}

    @Override
    public boolean verify(PublicKey key, byte[] message, Bytes signature) {
        if (key.scheme() != SignatureScheme.ED25519 || signature.size() != Ed25519Rules.SIGNATURE_SIZE) {
            return false;
        }
        byte[] rs = signature.toArray();
        return Ed25519Rules.admissible(key.encoded().toArray(), rs) && equation.holds(key.encoded(), message, rs);
    }
}
