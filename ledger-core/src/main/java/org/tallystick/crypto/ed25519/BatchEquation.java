package org.tallystick.crypto.ed25519;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.tallystick.model.Bytes;

/**
 * Decides the equations of several signatures with one (Bernstein, Duif, Lange, Schwabe, Yang 2011): with random z of 128
 * bits, 8 (sum z S) B = 8 sum z R + 8 sum (z k) A holds if all of them hold, and otherwise with a probability of 2^-128.
 * As the single equation has the factor 8 too, the two cannot differ otherwise. Terms of one key are taken together.
 *
 * <p>When it does not hold, halves are tried, so that one bad signature among n costs about as much as the n again. Only
 * so many times, so that many bad ones cannot cost much more than checking them singly, which is what is done in the
 * end: a verdict of bad always comes from {@link SingleEquation}. Holds all the scratch it needs; for one thread.
 */
final class BatchEquation {
    /** The most signatures in a batch. */
    static final int MOST = 64;

    /** Below this many, one by one is as fast. */
    static final int FEWEST = 4;

    private static final int TABLE = 8; // digits of width 5
    private static final int WIDTH = 5;
    private static final int RANDOM_BYTES = 16;
    private static final int RANDOM_BITS = 8 * RANDOM_BYTES;
    private static final int SCALAR_BITS = 253;
    private static final int KEY_DIGITS = BaseTable.PARTS * SumOfProducts.digits(BaseTable.STEP, WIDTH);
    private static final int R_DIGITS = SumOfProducts.digits(RANDOM_BITS, WIDTH);
    private static final int BASE_DIGITS = BaseTable.PARTS * SumOfProducts.digits(BaseTable.STEP, BaseTable.WIDTH);

    private final SingleEquation single;
    private final KeyCache keys;
    private final PointCache points;
    private final RandomGenerator random;

    private final Challenge challenge = new Challenge();
    private final Scalars scalars = new Scalars();
    private final Curve curve = new Curve();
    private final Point point = new Point();
    private final Addend doubled = new Addend();
    private final Addend one = new Addend();
    private final SumOfProducts sum = new SumOfProducts(curve, MOST * (KEY_DIGITS + R_DIGITS) + BASE_DIGITS);
    private final byte[] chance = new byte[MOST * RANDOM_BYTES];
    private final long[] scalar = new long[Scalars.WORDS];

    // By signature.
    private final Claim[] claims = new Claim[MOST];
    private final int[] index = new int[MOST]; // in the caller's list
    private final int[] keyOf = new int[MOST];
    private final Multiples[] multiplesOfR = new Multiples[MOST];
    private final long[][] z = new long[MOST][Scalars.WORDS];
    private final long[][] zs = new long[MOST][Scalars.WORDS];
    private final long[][] zk = new long[MOST][Scalars.WORDS];
    private int count;

    // By distinct key.
    private final Claim[] owners = new Claim[MOST];
    private final boolean[] isPoint = new boolean[MOST];
    private final Multiples[][] kept = new Multiples[MOST][]; // null where the key has only a table of its own
    private final FieldElement[] xs = new FieldElement[MOST]; // of the points of keys that were decoded
    private final Multiples[] fresh = new Multiples[MOST];
    private final long[][] factors = new long[MOST][Scalars.WORDS];
    private final boolean[] present = new boolean[MOST];
    private int keyCount;

    private int triesLeft;

    BatchEquation(SingleEquation single, KeyCache keys, PointCache points, RandomGenerator random) {
        this.single = single;
        this.keys = keys;
        this.points = points;
        this.random = random;
        Arrays.setAll(xs, i -> new FieldElement());
    }

    /**
     * Decides some of a list.
     *
     * @param from the first, with at most {@link #MOST} up to {@code to}
     * @param verdicts takes the outcome at the same places
     */
    void decide(List<Claim> list, int from, int to, boolean[] verdicts) {
        random.nextBytes(chance);
        count = 0;
        keyCount = 0;
        for (int i = from; i < to; i++) {
            admit(list.get(i), i);
        }
        // Enough to find one bad signature wherever it is: one for the whole, two for each halving.
        triesLeft = 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(count)) - 5;
        decide(0, count, verdicts);
        for (int i = 0; i < count; i++) {
            if (verdicts[index[i]] && kept[keyOf[i]] == null) {
                remember(claims[i].key(), keyOf[i]);
            }
        }
        Arrays.fill(claims, null);
        Arrays.fill(owners, null);
        Arrays.fill(kept, null);
    }

    private void remember(Bytes key, int number) {
        points.put(key, xs[number]);
        if (keys.cameBack(key)) {
            kept[number] = single.multiplesOf(key);
            keys.put(key, kept[number]);
        }
    }

    /** Works out everything about a signature that does not depend on the others; one without points is left out. */
    private void admit(Claim claim, int place) {
        int key = keyNumber(claim);
        if (!isPoint[key] || !curve.decode(point, claim.signature(), 0)) {
            return;
        }
        int i = count++;
        claims[i] = claim;
        index[i] = place;
        keyOf[i] = key;
        if (multiplesOfR[i] == null) {
            multiplesOfR[i] = Multiples.room(TABLE);
        }
        multiplesOfR[i].fill(curve, point, doubled, one);
        z[i][0] = Scalars.word(chance, i * RANDOM_BYTES);
        z[i][1] = Scalars.word(chance, i * RANDOM_BYTES + 8);
        if ((z[i][0] | z[i][1]) == 0) {
            z[i][0] = 1;
        }
        Scalars.read(scalar, claim.signature(), FieldElement.SIZE);
        scalars.multiply(zs[i], scalar, z[i]);
        challenge.compute(scalar, scalars, claim);
        scalars.multiply(zk[i], scalar, z[i]);
    }

    /** The number of a signature's key, which is looked at when it is the first with it. */
    private int keyNumber(Claim claim) {
        for (int key = 0; key < keyCount; key++) {
            if (owners[key].key().equals(claim.key())) {
                return key;
            }
        }
        int key = keyCount++;
        owners[key] = claim;
        kept[key] = keys.find(claim.key());
        isPoint[key] = kept[key] != null || decode(claim.key(), key);
        if (kept[key] == null && isPoint[key]) {
            if (fresh[key] == null) {
                fresh[key] = Multiples.room(TABLE);
            }
            fresh[key].fill(curve, point, doubled, one);
        }
        return key;
    }

    /** Sets the point to that of a key. */
    private boolean decode(Bytes key, int number) {
        FieldElement x = xs[number];
        if (points.find(key, x)) {
            curve.decode(point, key, 0, x);
            return true;
        }
        boolean decoded = curve.decode(point, key, 0);
        x.set(point.x);
        return decoded;
    }

    private void decide(int from, int to, boolean[] verdicts) {
        if (to - from < FEWEST || triesLeft <= 0) {
            for (int i = from; i < to; i++) {
                verdicts[index[i]] = single.holds(claims[i]);
            }
            return;
        }
        triesLeft--;
        if (holds(from, to)) {
            for (int i = from; i < to; i++) {
                verdicts[index[i]] = true;
            }
        } else {
            int middle = (from + to) >>> 1;
            decide(from, middle, verdicts);
            decide(middle, to, verdicts);
        }
    }

    /** Whether the joint equation holds for some of the signatures. */
    private boolean holds(int from, int to) {
        sum.clear();
        Arrays.fill(scalar, 0);
        Arrays.fill(present, 0, keyCount, false);
        for (int i = from; i < to; i++) {
            scalars.add(scalar, scalar, zs[i]);
            sum.add(multiplesOfR[i], z[i], 0, RANDOM_BITS, true);
            int key = keyOf[i];
            if (!present[key]) {
                present[key] = true;
                Arrays.fill(factors[key], 0);
            }
            scalars.add(factors[key], factors[key], zk[i]);
        }
        addParts(BaseTable.parts(), scalar, false);
        for (int key = 0; key < keyCount; key++) {
            if (present[key] && kept[key] != null) {
                addParts(kept[key], factors[key], true);
            } else if (present[key]) {
                sum.add(fresh[key], factors[key], 0, SCALAR_BITS, true);
            }
        }
        sum.sum(point);
        return curve.isOfSmallOrder(point);
    }

    private void addParts(Multiples[] parts, long[] factor, boolean minus) {
        for (int i = 0; i < BaseTable.PARTS; i++) {
            sum.add(parts[i], factor, i, BaseTable.STEP, minus);
        }
    }
}
