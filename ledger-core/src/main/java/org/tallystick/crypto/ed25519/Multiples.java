package org.tallystick.crypto.ed25519;

/**
 * The odd multiples P, 3 P, 5 P and so on of a point, laid out in one array. Tables of fresh points are made often and
 * used once; those that are kept are made affine, which takes some work and saves a multiplication at every use.
 */
final class Multiples {
    private static final int PROJECTIVE = 4 * FieldElement.LIMBS;
    private static final int AFFINE = 3 * FieldElement.LIMBS;

    private final long[] limbs;
    private final boolean affine;

    private Multiples(long[] limbs, boolean affine) {
        this.limbs = limbs;
        this.affine = affine;
    }

    /** Room for the multiples of points, one after the other. */
    static Multiples room(int size) {
        return new Multiples(new long[size * PROJECTIVE], false);
    }

    /**
     * Affine tables of a point and of what it is after some doublings, and so on.
     *
     * @param point overwritten; its t must be good
     * @param parts how many tables
     * @param step how many doublings there are between them
     * @param size how many multiples each table has
     */
    static Multiples[] ofDoubles(Curve curve, Point point, int parts, int step, int size) {
        Addend doubled = new Addend();
        Addend one = new Addend();
        Point multiple = new Point();
        Multiples[] tables = new Multiples[parts];
        for (int part = 0; part < parts; part++) {
            if (part > 0) {
                for (int i = 1; i <= step; i++) {
                    curve.twice(point, i == step);
                }
            }
            multiple.set(point);
            Multiples table = room(size);
            table.fill(curve, multiple, doubled, one);
            tables[part] = table.toAffine();
        }
        return tables;
    }

    /** How many there are. */
    int size() {
        return limbs.length / (affine ? AFFINE : PROJECTIVE);
    }

    /** Reads one: the point times {@code 2 index + 1}. */
    void get(int index, Addend target) {
        int offset = index * (affine ? AFFINE : PROJECTIVE);
        target.sum.load(limbs, offset);
        target.difference.load(limbs, offset + FieldElement.LIMBS);
        target.twiceDt.load(limbs, offset + 2 * FieldElement.LIMBS);
        target.affine = affine;
        if (!affine) {
            target.twiceZ.load(limbs, offset + 3 * FieldElement.LIMBS);
        }
    }

    /** Fills the table with the multiples of a point, whose t must be good and which is overwritten. */
    void fill(Curve curve, Point point, Addend doubled, Addend one) {
        curve.prepare(one, point);
        put(0, one);
        curve.twice(point, true);
        curve.prepare(doubled, point);
        curve.add(point, one, false, true);
        curve.prepare(one, point);
        put(1, one);
        for (int i = 2; i < size(); i++) {
            curve.add(point, doubled, false, true);
            curve.prepare(one, point);
            put(i, one);
        }
    }

    private void put(int index, Addend source) {
        int offset = index * PROJECTIVE;
        source.sum.store(limbs, offset);
        source.difference.store(limbs, offset + FieldElement.LIMBS);
        source.twiceDt.store(limbs, offset + 2 * FieldElement.LIMBS);
        source.twiceZ.store(limbs, offset + 3 * FieldElement.LIMBS);
    }

    /** The same multiples with z = 1, for one inversion and six multiplications each (Montgomery's trick). */
    Multiples toAffine() {
        int size = size();
        FieldElement z = new FieldElement();
        FieldElement product = FieldElement.of(1);
        long[] products = new long[size * FieldElement.LIMBS]; // at each index, of the denominators before it
        for (int i = 0; i < size; i++) {
            product.store(products, i * FieldElement.LIMBS);
            z.load(limbs, i * PROJECTIVE + 3 * FieldElement.LIMBS);
            product.multiply(product, z);
        }
        FieldElement inverse = new FieldElement();
        new Power().inverse(inverse, product);
        FieldElement factor = new FieldElement();
        FieldElement coordinate = new FieldElement();
        long[] result = new long[size * AFFINE];
        for (int i = size - 1; i >= 0; i--) {
            factor.load(products, i * FieldElement.LIMBS);
            factor.multiply(factor, inverse);
            factor.add(factor, factor); // what was inverted is twice z
            z.load(limbs, i * PROJECTIVE + 3 * FieldElement.LIMBS);
            inverse.multiply(inverse, z);
            for (int part = 0; part < AFFINE; part += FieldElement.LIMBS) {
                coordinate.load(limbs, i * PROJECTIVE + part);
                coordinate.multiply(coordinate, factor);
                coordinate.store(result, i * AFFINE + part);
            }
        }
        return new Multiples(result, true);
    }
}
