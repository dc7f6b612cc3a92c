package org.tallystick.crypto.ed25519;

import java.util.List;
import java.util.random.RandomGenerator;
import org.tallystick.model.Bytes;

/**
 * Decides the cofactored equation of Ed25519 (RFC 8032): whether A and R are points of the curve with
 * 8 S B = 8 R + 8 k A, where k is the SHA-512 of R, A and the message. Callers have checked before that the encodings of
 * A and R are canonical, and that S is below the order of B.
 *
 * <p>Keeps a bounded amount of scratch, the multiples of keys that come back, and the points of keys; none has a bearing on
 * a verdict. Safe for use by several threads.
 */
public final class Ed25519Equation {
    private static final int IDLE = 16;

    private final KeyCache keys;
    private final Pool<SingleEquation> singles = new Pool<>(IDLE, SingleEquation::new);
    private final Pool<BatchEquation> batches;

    /**
     * Makes one.
     *
     * @param keys for how many keys to keep multiples, at 4 KB each
     * @param points for how many keys to keep the point, at 72 bytes each
     * @param random for the factors of a batch; whoever could foresee it could have bad signatures pass. Must be safe for
     *     use by several threads
     */
    public Ed25519Equation(int keys, int points, RandomGenerator random) {
        this.keys = new KeyCache(keys);
        PointCache known = new PointCache(points);
        this.batches = new Pool<>(IDLE, () -> new BatchEquation(new SingleEquation(), this.keys, known, random));
    }

    /** Whether the equation holds for one signature. */
    public boolean holds(Claim claim) {
        Multiples[] multiples = keys.find(claim.key());
        SingleEquation single = singles.take();
        boolean holds;
        if (multiples == null) {
            holds = single.holds(claim);
            if (holds && keys.cameBack(claim.key())) {
                keys.put(claim.key(), single.multiplesOf(claim.key()));
            }
        } else {
            holds = single.holds(multiples, claim);
        }
        singles.give(single);
        return holds;
    }

    /** Whether multiples of a key are kept. */
    public boolean remembers(Bytes key) {
        return keys.find(key) != null;
    }

    /** Notes that the equation holds for a signature of a key, which others have found. */
    public void noteGood(Bytes key) {
        if (keys.cameBack(key)) {
            SingleEquation single = singles.take();
            keys.put(key, single.multiplesOf(key));
            singles.give(single);
        }
    }

    /** Whether the equation holds, for each of several signatures. */
    public boolean[] hold(List<Claim> claims) {
        int size = claims.size();
        boolean[] verdicts = new boolean[size];
        if (size < BatchEquation.FEWEST) {
            for (int i = 0; i < size; i++) {
                verdicts[i] = holds(claims.get(i));
            }
            return verdicts;
        }
        BatchEquation batch = batches.take();
        int parts = (size + BatchEquation.MOST - 1) / BatchEquation.MOST;
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) size * part / parts);
            int to = (int) ((long) size * (part + 1) / parts);
            batch.decide(claims, from, to, verdicts);
        }
        batches.give(batch);
        return verdicts;
    }
}
