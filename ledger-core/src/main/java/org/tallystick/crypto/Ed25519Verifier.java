package org.tallystick.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.tallystick.crypto.ed25519.Claim;
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
 * <p>Costs some 45 µs of one core, 25 µs for a key that came before, and less in a batch; the figures stand in
 * {@code ledger-core/docs}. For up to {@link #CACHED_KEYS} keys that came before it keeps 4 KB each.
 */
public final class Ed25519Verifier implements SignatureVerifier {
    /** For how many keys multiples are kept; at the bound, those that were not used for longest are forgotten. */
    public static final int CACHED_KEYS = 2_048;

    /** For how many keys that had a good signature the point is kept, at 72 bytes each. */
    public static final int CACHED_POINTS = 1 << 17;

    private final Ed25519Equation equation;

    /** Makes a verifier with factors of its own for batches; all verifiers give the same verdicts. */
    public Ed25519Verifier() {
        this(new SecureRandom());
    }

    /**
     * Makes a verifier.
     *
     * @param random for the factors in the equation of a batch. Must be safe for use by several threads, and nobody may
     *     foresee it: who does can make bad signatures that pass together
     */
    public Ed25519Verifier(RandomGenerator random) {
        equation = new Ed25519Equation(CACHED_KEYS, CACHED_POINTS, random);
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, Bytes signature) {
        Claim claim = claim(key, Bytes.wrap(message), signature);
        return claim != null && equation.holds(claim);
    }

    @Override
    public boolean[] verifyAll(List<SignatureCheck> checks) {
        List<Claim> claims = new ArrayList<>(checks.size());
        boolean[] verdicts = new boolean[checks.size()];
        for (int i = 0; i < verdicts.length; i++) {
            SignatureCheck check = checks.get(i);
            Claim claim = claim(check.key(), check.message(), check.signature());
            if (claim != null) {
                verdicts[i] = true; // the equation decides
                claims.add(claim);
            }
        }
        boolean[] held = equation.hold(claims);
        int next = 0;
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i]) {
                verdicts[i] = held[next++];
            }
        }
        return verdicts;
    }

    /** Whether multiples of a key are kept, so that its signatures are checked fastest here. */
    boolean remembers(PublicKey key) {
        return equation.remembers(key.encoded());
    }

    /** Notes that another found a signature of a key good. */
    void noteGood(PublicKey key) {
        equation.noteGood(key.encoded());
    }

    /** What the equation decides, or null when the signature is bad whatever it says. */
    private static Claim claim(PublicKey key, Bytes message, Bytes signature) {
        return key.scheme() == SignatureScheme.ED25519 && Ed25519Rules.admissible(key.encoded(), signature)
                ? new Claim(key.encoded(), message, signature)
                : null;
    }
}
