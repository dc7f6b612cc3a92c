package org.tallystick.crypto.ed25519;

/**
 * The odd multiples P, 3 P, 5 P and so on of a point, laid out in one array. Tables of fresh points are made often and
 * used once; those that are kept are made affine, which takes some work and saves a multiplication at every use.
 */
final class Multiples {
    private static final int PROJECTIVE = 4 * FieldElement.LIMBS;
    private static final int AFFINE = 3 * FieldElement.LIMBS;
    private static final int LINE = 8;

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

    /**
     * Reads something of every line of the processor's cache that a kept table is in, so that all come from memory side by
     * side, and not one after the other as digits call for them. Returns what must only be kept from being left out.
     */
    long touch() {
        long all = 0;
        for (int i = 0; affine && i < limbs.length; i += LINE) {
            all ^= limbs[i];
        }
        return all;
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

    /** Makes the affine tables that are kept. With the scratch for it; for one thread. */
    static final class Maker {
        private final Curve curve;
        private final Multiples fresh;
        private final Addend doubled = new Addend();
        private final Addend one = new Addend();
        private final Point multiple = new Point();
        private final long[] products; // at each index, of the denominators before it
        private final FieldElement product = new FieldElement();
        private final FieldElement z = new FieldElement();
        private final FieldElement inverse = new FieldElement();
        private final FieldElement factor = new FieldElement();
        private final FieldElement coordinate = new FieldElement();
        private final Power power = new Power();

        /** For tables of so many multiples. */
        Maker(Curve curve, int size) {
            this.curve = curve;
            this.fresh = room(size);
            this.products = new long[size * FieldElement.LIMBS];
        }

        /**
         * Tables of a point and of what it is after some doublings, and so on.
         *
         * @param point overwritten; its t must be good
         * @param parts how many tables
         * @param step how many doublings there are between them
         */
        Multiples[] ofDoubles(Point point, int parts, int step) {
            Multiples[] tables = new Multiples[parts];
            for (int part = 0; part < parts; part++) {
                if (part > 0) {
                    for (int i = 1; i <= step; i++) {
                        curve.twice(point, i == step);
                    }
                }
                multiple.set(point);
                fresh.fill(curve, multiple, doubled, one);
                tables[part] = new Multiples(affineLimbs(), true);
            }
            return tables;
        }

        /** The fresh multiples with z = 1, for one inversion and six multiplications each (Montgomery's trick). */
        private long[] affineLimbs() {
            int size = fresh.size();
            long[] limbs = fresh.limbs;
            product.set(1);
            for (int i = 0; i < size; i++) {
                product.store(products, i * FieldElement.LIMBS);
                z.load(limbs, i * PROJECTIVE + 3 * FieldElement.LIMBS);
                product.multiply(product, z);
            }
            power.inverse(inverse, product);
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
            return result;
        }
    }
}
