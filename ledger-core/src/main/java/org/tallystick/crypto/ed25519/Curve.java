package org.tallystick.crypto.ed25519;

import org.tallystick.model.Bytes;

/**
 * The operations of the group of edwards25519, with the scratch they need. The formulas are those of Hisil, Wong, Carter
 * and Dawson (2008) for a = -1; they are complete, so no point needs a case of its own. For one thread.
 */
final class Curve {
    private static final FieldElement ONE = FieldElement.of(1);
    private static final FieldElement D = quotient(-121_665, 121_666);
    private static final FieldElement TWICE_D = twice(D);
    private static final FieldElement ROOT_OF_MINUS_ONE = rootOfMinusOne();

    private final FieldElement a = new FieldElement();
    private final FieldElement b = new FieldElement();
    private final FieldElement c = new FieldElement();
    private final FieldElement d = new FieldElement();
    private final FieldElement e = new FieldElement();
    private final FieldElement f = new FieldElement();
    private final Power power = new Power();

    /** Doubles a point, whose t need not be good; leaves t stale unless it is wanted. */
    void twice(Point p, boolean withT) {
        a.square(p.x);
        b.square(p.y);
        c.square(p.z);
        d.add(p.x, p.y);
        d.square(d);
        e.add(a, b);
        d.subtract(d, e); // 2 x y
        f.subtract(b, a);
        c.add(c, c);
        c.subtract(c, f);
        // All four coordinates get the other sign than in the paper, which is the same point.
        p.x.multiply(d, c);
        p.y.multiply(f, e);
        p.z.multiply(f, c);
        if (withT) {
            p.t.multiply(d, e);
        }
    }

    /** Adds a point, or takes it off, to one whose t is good; leaves t stale unless it is wanted. */
    void add(Point p, Addend q, boolean negative, boolean withT) {
        a.subtract(p.y, p.x);
        b.add(p.y, p.x);
        a.multiply(a, negative ? q.sum : q.difference);
        b.multiply(b, negative ? q.difference : q.sum);
        c.multiply(p.t, q.twiceDt);
        if (q.affine) {
            d.add(p.z, p.z);
        } else {
            d.multiply(p.z, q.twiceZ);
        }
        e.subtract(b, a);
        b.add(b, a);
        if (negative) {
            a.add(d, c);
            d.subtract(d, c);
        } else {
            a.subtract(d, c);
            d.add(d, c);
        }
        p.x.multiply(e, a);
        p.y.multiply(d, b);
        p.z.multiply(a, d);
        if (withT) {
            p.t.multiply(e, b);
        }
    }

    /** Sets an addend to a point whose t is good. */
    void prepare(Addend q, Point p) {
        q.sum.add(p.y, p.x);
        q.difference.subtract(p.y, p.x);
        q.twiceDt.multiply(p.t, TWICE_D);
        q.twiceZ.add(p.z, p.z);
        q.affine = false;
    }

    /**
     * Reads the encoding of a point (RFC 8032, section 5.1.3), which must have passed the rules for canonical encodings.
     *
     * @return whether there is such a point; if not, the target holds nothing useful
     */
    boolean decode(Point target, Bytes encoding, int offset) {
        FieldElement y = target.y;
        y.read(encoding, offset);
        a.square(y);
        b.multiply(a, D);
        a.subtract(a, ONE); // u = y^2 - 1
        b.add(b, ONE); // v = d y^2 + 1
        c.square(b);
        c.multiply(c, b); // v^3
        d.square(c);
        d.multiply(d, b);
        d.multiply(d, a); // u v^7
        power.ofPrimeMinusFiveEighths(d, d);
        c.multiply(c, a);
        FieldElement x = target.x;
        x.multiply(d, c); // the candidate: u v^3 (u v^7)^((p - 5) / 8)
        e.square(x);
        e.multiply(e, b);
        f.subtract(e, a);
        if (!f.isZero()) {
            f.add(e, a);
            if (!f.isZero()) {
                return false;
            }
            x.multiply(x, ROOT_OF_MINUS_ONE);
        }
        if (x.isOdd() != encoding.get(offset + FieldElement.SIZE - 1) < 0) {
            x.negate(x);
        }
        target.z.set(1);
        target.t.multiply(x, y);
        return true;
    }

    /** Sets a point to that of an encoding, the x of which is known. */
    void decode(Point target, Bytes encoding, int offset, FieldElement x) {
        target.y.read(encoding, offset);
        target.x.set(x);
        target.z.set(1);
        target.t.multiply(target.x, target.y);
    }

    /** Whether eight times a point, which is overwritten, is the neutral element. */
    boolean isOfSmallOrder(Point p) {
        twice(p, false);
        twice(p, false);
        twice(p, false);
        a.subtract(p.y, p.z);
        return p.x.isZero() && a.isZero();
    }

    /** Whether the canonical encoding of a point is the given one. */
    boolean isEncodedAs(Point p, Bytes encoding, int offset) {
        power.inverse(a, p.z);
        b.multiply(p.y, a);
        c.read(encoding, offset);
        b.subtract(b, c);
        if (!b.isZero()) {
            return false;
        }
        b.multiply(p.x, a);
        return b.isOdd() == encoding.get(offset + FieldElement.SIZE - 1) < 0;
    }

    private static FieldElement quotient(long numerator, long denominator) {
        FieldElement result = new FieldElement();
        new Power().inverse(result, FieldElement.of(denominator));
        result.multiply(result, FieldElement.of(numerator));
        return result;
    }

    private static FieldElement twice(FieldElement element) {
        FieldElement result = new FieldElement();
        result.add(element, element);
        return result;
    }

    /** 2^((p - 1) / 4), as 2 is not a square modulo p. */
    private static FieldElement rootOfMinusOne() {
        FieldElement two = FieldElement.of(2);
        FieldElement result = new FieldElement();
        new Power().ofPrimeMinusFiveEighths(result, two);
        result.square(result);
        result.multiply(result, two);
        return result;
    }
}
