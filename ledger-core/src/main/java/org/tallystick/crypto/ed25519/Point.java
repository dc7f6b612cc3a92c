package org.tallystick.crypto.ed25519;

/**
 * A point of the curve -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates (Hisil, Wong, Carter, Dawson 2008): the affine
 * point is (x/z, y/z), and x y = z t. Where an operation says so, t is stale and must not be read. For one thread.
 */
final class Point {
    final FieldElement x = new FieldElement();
    final FieldElement y = new FieldElement();
    final FieldElement z = new FieldElement();
    final FieldElement t = new FieldElement();

    /** The neutral element. */
    Point() {
        setNeutral();
    }

    void setNeutral() {
        x.set(0);
        y.set(1);
        z.set(1);
        t.set(0);
    }

    void set(Point other) {
        x.set(other.x);
        y.set(other.y);
        z.set(other.z);
        t.set(other.t);
    }
}
