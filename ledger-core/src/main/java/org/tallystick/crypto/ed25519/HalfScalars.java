package org.tallystick.crypto.ed25519;

import java.util.Arrays;

/**
 * Finds, for a scalar k, two of half its length with u = v k modulo L and v not zero (Antipa et al. 2005), so that an
 * equation with k becomes one with u and v, and half of the doublings are saved.
 *
 * <p>It is Euclid's algorithm on L and k, which keeps a = r k modulo L for each remainder a, stopped at the first
 * remainder below 2^127: the remainder before it is larger, so the factor is below L / 2^127 &lt; 2^126. Quotients are
 * found in groups from the leading 62 bits (Lehmer; Knuth, The Art of Computer Programming, volume 2, 4.5.2, algorithm
 * L). With scratch; for one thread.
 */
final class HalfScalars {
    /** Both numbers are below two to this power in size. */
    static final int BOUND = 127;

    private static final int LIMBS = 10;
    private static final int BITS = Scalars.BITS;
    private static final long MASK = Scalars.MASK;
    private static final int WINDOW = 62;
    private static final long[] ORDER = Scalars.orderLimbs();

    private long[] a = new long[LIMBS];
    private long[] b = new long[LIMBS];
    private long[] factorA = new long[LIMBS];
    private long[] factorB = new long[LIMBS];
    private long[] spareA = new long[LIMBS];
    private long[] spareB = new long[LIMBS];

    // The matrix of the steps that were taken on leading bits.
    private long aa;
    private long ab;
    private long ba;
    private long bb;

    /**
     * Finds the two for a least residue.
     *
     * @param u becomes the first, which is not negative, in words
     * @param v becomes the size of the second
     * @return whether the second is negative
     */
    boolean find(long[] k, long[] u, long[] v) {
        System.arraycopy(ORDER, 0, a, 0, LIMBS);
        Scalars.split(b, k);
        Arrays.fill(factorA, 0);
        Arrays.fill(factorB, 0);
        factorB[0] = 1;
        int length = bitLength(b);
        while (length > BOUND) {
            if (stepOnLeadingBits(bitLength(a))) {
                combine();
            } else {
                divide();
            }
            length = bitLength(b);
        }
        boolean negative = factorB[LIMBS - 1] < 0;
        if (negative) {
            for (int i = 0; i < LIMBS; i++) {
                factorB[i] = -factorB[i];
            }
            carry(factorB);
        }
        join(u, b);
        join(v, factorB);
        return negative;
    }

    /** Takes as many steps as the leading bits are enough for; false if for none. */
    private boolean stepOnLeadingBits(int length) {
        int shift = length - WINDOW;
        long high = leading(a, shift);
        long low = leading(b, shift);
        long enough = shift >= BOUND ? 0 : 1L << (BOUND - shift);
        aa = 1;
        ab = 0;
        ba = 0;
        bb = 1;
        while (low >= enough && low + ba > 0 && low + bb > 0) {
            long quotient = (high + aa) / (low + ba);
            if (quotient != (high + ab) / (low + bb)) {
                break;
            }
            long next = aa - quotient * ba;
            aa = ba;
            ba = next;
            next = ab - quotient * bb;
            ab = bb;
            bb = next;
            next = high - quotient * low;
            high = low;
            low = next;
        }
        return ab != 0;
    }

    /**
     * Applies the matrix to both pairs. Its entries are below 2^34 in size and of opposite signs in a row, so that nothing
     * overflows: with H the window's first number, a step is taken only when low (low + |bb|) > H, and |bb| high is at
     * most H all along.
     */
    private void combine() {
        for (int i = 0; i < LIMBS; i++) {
            spareA[i] = aa * a[i] + ab * b[i];
            spareB[i] = ba * a[i] + bb * b[i];
        }
        long[] old = a;
        a = spareA;
        spareA = old;
        old = b;
        b = spareB;
        spareB = old;
        carry(a);
        carry(b);
        for (int i = 0; i < LIMBS; i++) {
            spareA[i] = aa * factorA[i] + ab * factorB[i];
            spareB[i] = ba * factorA[i] + bb * factorB[i];
        }
        old = factorA;
        factorA = spareA;
        spareA = old;
        old = factorB;
        factorB = spareB;
        spareB = old;
        carry(factorA);
        carry(factorB);
    }

    /** One whole step by shifting and subtracting, for the rare quotient that the leading bits do not decide. */
    private void divide() {
        while (compare(a, b) >= 0) {
            int shift = bitLength(a) - bitLength(b);
            shifted(spareA, b, shift);
            if (compare(a, spareA) < 0) {
                shift--;
                shifted(spareA, b, shift);
            }
            shifted(spareB, factorB, shift);
            for (int i = 0; i < LIMBS; i++) {
                a[i] -= spareA[i];
                factorA[i] -= spareB[i];
            }
            carry(a);
            carry(factorA);
        }
        long[] old = a;
        a = b;
        b = old;
        old = factorA;
        factorA = factorB;
        factorB = old;
    }

    private static void shifted(long[] target, long[] source, int shift) {
        int limbs = shift / BITS;
        for (int i = 0; i < LIMBS; i++) {
            target[i] = i < limbs ? 0 : source[i - limbs] << (shift - limbs * BITS);
        }
        carry(target);
        target[LIMBS - 1] = (target[LIMBS - 1] << (64 - BITS)) >> (64 - BITS); // a limb that is all ones carries a sign
    }

    private static int compare(long[] x, long[] y) {
        for (int i = LIMBS - 1; i >= 0; i--) {
            if (x[i] != y[i]) {
                return Long.compare(x[i], y[i]);
            }
        }
        return 0;
    }

    /** The bits from {@code shift} up, of which there are at most 62. */
    private static long leading(long[] limbs, int shift) {
        long result = 0;
        for (int i = shift / BITS; i < LIMBS; i++) {
            int at = i * BITS - shift;
            if (at >= 64) {
                break;
            }
            result |= at >= 0 ? limbs[i] << at : limbs[i] >>> -at;
        }
        return result;
    }

    private static int bitLength(long[] limbs) {
        for (int i = LIMBS - 1; i >= 0; i--) {
            if (limbs[i] != 0) {
                return i * BITS + 64 - Long.numberOfLeadingZeros(limbs[i]);
            }
        }
        return 0;
    }

    private static void carry(long[] limbs) {
        for (int i = 0; i < LIMBS - 1; i++) {
            limbs[i + 1] += limbs[i] >> BITS;
            limbs[i] &= MASK;
        }
    }

    private static void join(long[] words, long[] limbs) {
        Arrays.fill(words, 0);
        words[0] = limbs[0] | limbs[1] << 28 | limbs[2] << 56;
        words[1] = limbs[2] >>> 8 | limbs[3] << 20 | limbs[4] << 48;
    }
}
