package org.tallystick.crypto.ed25519;

import org.tallystick.model.Bytes;

/**
 * Decides the cofactored equation of Ed25519 (RFC 8032): whether A and R are points of the curve with
 * 8 S B = 8 R + 8 k A, where k is the SHA-512 of R, A and the message. Callers have checked before that the encodings of
 * A and R are canonical, and that S is below the order of B.
 *
 * <p>Keeps a bounded amount of scratch, and the multiples of keys that come back; neither has a bearing on a verdict.
 * Safe for use by several threads.
 */
public final class Ed25519Equation {
    private static final int IDLE = 16;

    private final KeyCache keys;
    private final Pool<SingleEquation> singles = new Pool<>(IDLE, SingleEquation::new);

    /**
     * Makes one.
     *
     * @param keys for how many keys to keep multiples, at 4 KB each
     */
    public Ed25519Equation(int keys) {
        this.keys = new KeyCache(keys);
    }

    /**
     * Whether the equation holds for one signature.
     *
     * @param key A
     * @param signature R and S
     */
    public boolean holds(Bytes key, byte[] message, byte[] signature) {
        byte[] encodedKey = key.toArray();
        Multiples[] multiples = keys.find(key);
        SingleEquation single = singles.take();
        boolean holds;
        if (multiples == null) {
            holds = single.holds(encodedKey, message, signature);
            if (holds && keys.cameBack(key)) {
                keys.put(key, single.multiplesOf(encodedKey));
            }
        } else {
            holds = single.holds(multiples, encodedKey, message, signature);
        }
        singles.give(single);
        return holds;
    }
}
