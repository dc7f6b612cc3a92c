package org.tallystick.crypto.ed25519;

import org.tallystick.model.Bytes;

/** Decides the equation for one signature. Holds all the scratch it needs; for one thread. */
final class SingleEquation {
    private static final int TABLE = 8; // digits of width 5

    private final Challenge challenge = new Challenge();
    private final Scalars scalars = new Scalars();
    private final HalfScalars halfScalars = new HalfScalars();
    private final long[] k = new long[Scalars.WORDS];
    private final long[] s = new long[Scalars.WORDS];
    private final long[] u = new long[Scalars.WORDS];
    private final long[] v = new long[Scalars.WORDS];
    private final Curve curve = new Curve();
    private final Point point = new Point();
    private final Addend doubled = new Addend();
    private final Addend one = new Addend();
    private final Multiples.Maker kept = new Multiples.Maker(curve, TABLE);
    private final Multiples multiplesOfKey = Multiples.room(TABLE);
    private final Multiples multiplesOfR = Multiples.room(TABLE);
    private final SumOfProducts sum = new SumOfProducts(curve, 160);

    /** Whether A and R are points of the curve and 8 S B = 8 R + 8 k A. */
    boolean holds(Claim claim) {
        if (!curve.decode(point, claim.key(), 0)) {
            return false;
        }
        multiplesOfKey.fill(curve, point, doubled, one);
        if (!curve.decode(point, claim.signature(), 0)) {
            return false;
        }
        multiplesOfR.fill(curve, point, doubled, one);
        challenge.compute(k, scalars, claim);
        // 8 (S B - R - k A) is in the group of order L, so it is neutral exactly if v times it is, v not being 0 mod L.
        boolean negative = halfScalars.find(k, u, v);
        Scalars.read(s, claim.signature(), FieldElement.SIZE);
        scalars.multiply(s, s, v);
        sum.clear();
        sum.add(multiplesOfKey, u, 0, HalfScalars.BOUND, true);
        sum.add(multiplesOfR, v, 0, HalfScalars.BOUND, !negative);
        sum.add(BaseTable.part(0), s, 0, 2 * BaseTable.STEP, negative);
        sum.add(BaseTable.part(2), s, 2, 2 * BaseTable.STEP, negative);
        sum.sum(point);
        return curve.isOfSmallOrder(point);
    }

    /** The same, faster when the multiples of the key are at hand and the signature is an honest signer's. */
    boolean holds(Multiples[] multiples, Claim claim) {
        if (multiples == null) {
            return holds(claim);
        }
        challenge.compute(k, scalars, claim);
        Scalars.read(s, claim.signature(), FieldElement.SIZE);
        sum.clear();
        for (int i = 0; i < BaseTable.PARTS; i++) {
            sum.add(BaseTable.part(i), s, i, BaseTable.STEP, false);
            sum.add(multiples[i], k, i, BaseTable.STEP, true);
        }
        sum.sum(point);
        // S B - k A is R for an honest signature; that it may differ by a point of small order is for the other way.
        return curve.isEncodedAs(point, claim.signature(), 0) || holds(claim);
    }

    /** The multiples that {@link #holds(Multiples[], Claim)} wants, of a key with a good signature. */
    Multiples[] multiplesOf(Bytes key) {
        if (!curve.decode(point, key, 0)) {
            throw new IllegalArgumentException("the key is no point of the curve");
        }
        return kept.ofDoubles(point, BaseTable.PARTS, BaseTable.STEP);
    }
}
