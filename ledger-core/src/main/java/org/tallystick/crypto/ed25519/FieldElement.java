package org.tallystick.crypto.ed25519;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.tallystick.model.Bytes;

/**
 * A number modulo p = 2^255 - 19, held in place: every operation overwrites {@code this}, and an operand may be
 * {@code this} too. For one thread.
 *
 * <p>The value is the sum of {@code limb[i] * 2^(51 i)}. Limbs are signed and need not be reduced. A product, a square
 * and what is read from bytes are <em>tight</em>: every limb is in (-2^16, 2^51 + 2^16). Sums and differences just add
 * limbs; operands of products may have limbs of up to 2^53 in size, which is a sum of three tight ones with room to
 * spare. The callers in this package never add up more, and that is all that keeps this right.
 *
 * <p>How a product is made, with signed {@link Math#multiplyHigh} only: let h be the sum over the products of a column of
 * floor(a b / 2^51), which is the high word of (2^8 a)(2^5 b). The column's sum minus 2^51 h is below 5 * 2^51, so it is
 * exact in 64 bits however the words it is made of overflow. So each partial product costs two multiplications and two
 * additions, without carries between words.
 */
final class FieldElement {
    /** The number of bytes of an encoding. */
    static final int SIZE = 32;

    /** The number of limbs. */
    static final int LIMBS = 5;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BITS = 51;
    private static final long MASK = (1L << BITS) - 1;
    private static final int LEFT = 8;
    private static final int RIGHT = 5; // LEFT + RIGHT + BITS = 64

    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long v4;

    /** Zero. */
    FieldElement() {}

    /** A small number. */
    static FieldElement of(long value) {
        FieldElement element = new FieldElement();
        element.v0 = value;
        return element;
    }

    /** The number that 32 bytes stand for, the highest bit left out. */
    static FieldElement of(byte[] littleEndian) {
        FieldElement element = new FieldElement();
        element.read(Bytes.wrap(littleEndian), 0);
        return element;
    }

    void set(FieldElement a) {
        v0 = a.v0;
        v1 = a.v1;
        v2 = a.v2;
        v3 = a.v3;
        v4 = a.v4;
    }

    void set(long small) {
        v0 = small;
        v1 = 0;
        v2 = 0;
        v3 = 0;
        v4 = 0;
    }

    /** Reads 255 bits, little-endian; the last bit is not looked at. */
    void read(Bytes source, int offset) {
        long w0 = source.littleEndianAt(offset);
        long w1 = source.littleEndianAt(offset + 8);
        long w2 = source.littleEndianAt(offset + 16);
        long w3 = source.littleEndianAt(offset + 24);
        v0 = w0 & MASK;
        v1 = (w0 >>> 51 | w1 << 13) & MASK;
        v2 = (w1 >>> 38 | w2 << 26) & MASK;
        v3 = (w2 >>> 25 | w3 << 39) & MASK;
        v4 = w3 >>> 12 & MASK;
    }

    /** Writes the canonical encoding. */
    void write(byte[] target, int offset) {
        reduce();
        WORDS.set(target, offset, v0 | v1 << 51);
        WORDS.set(target, offset + 8, v1 >>> 13 | v2 << 38);
        WORDS.set(target, offset + 16, v2 >>> 26 | v3 << 25);
        WORDS.set(target, offset + 24, v3 >>> 39 | v4 << 12);
    }

    /** Takes the limbs from an array. */
    void load(long[] limbs, int offset) {
        v0 = limbs[offset];
        v1 = limbs[offset + 1];
        v2 = limbs[offset + 2];
        v3 = limbs[offset + 3];
        v4 = limbs[offset + 4];
    }

    /** Puts the limbs into an array. */
    void store(long[] limbs, int offset) {
        limbs[offset] = v0;
        limbs[offset + 1] = v1;
        limbs[offset + 2] = v2;
        limbs[offset + 3] = v3;
        limbs[offset + 4] = v4;
    }

    /** Whether the number is a multiple of p. */
    boolean isZero() {
        reduce();
        return (v0 | v1 | v2 | v3 | v4) == 0;
    }

    /** Whether the least residue is odd. */
    boolean isOdd() {
        reduce();
        return (v0 & 1) != 0;
    }

    /** Makes every limb that of the least residue; the number stands for the same residue as before. */
    private void reduce() {
        carry();
        carry();
        // After the first carry, all limbs but the lowest are in place, and that one is off by a little; after the
        // second
        // the number is in [0, 2^255). It is at least p if 19 more makes it pass 2^255.
        long quotient = (v0 + 19) >> BITS;
        quotient = (v1 + quotient) >> BITS;
        quotient = (v2 + quotient) >> BITS;
        quotient = (v3 + quotient) >> BITS;
        quotient = (v4 + quotient) >> BITS;
        v0 += 19 * quotient;
        v1 += v0 >> BITS;
        v0 &= MASK;
        v2 += v1 >> BITS;
        v1 &= MASK;
        v3 += v2 >> BITS;
        v2 &= MASK;
        v4 += v3 >> BITS;
        v3 &= MASK;
        v4 &= MASK;
    }

    private void carry() {
        v1 += v0 >> BITS;
        v0 &= MASK;
        v2 += v1 >> BITS;
        v1 &= MASK;
        v3 += v2 >> BITS;
        v2 &= MASK;
        v4 += v3 >> BITS;
        v3 &= MASK;
        v0 += 19 * (v4 >> BITS);
        v4 &= MASK;
    }

    void add(FieldElement a, FieldElement b) {
        v0 = a.v0 + b.v0;
        v1 = a.v1 + b.v1;
        v2 = a.v2 + b.v2;
        v3 = a.v3 + b.v3;
        v4 = a.v4 + b.v4;
    }

    void subtract(FieldElement a, FieldElement b) {
        v0 = a.v0 - b.v0;
        v1 = a.v1 - b.v1;
        v2 = a.v2 - b.v2;
        v3 = a.v3 - b.v3;
        v4 = a.v4 - b.v4;
    }

    void negate(FieldElement a) {
        v0 = -a.v0;
        v1 = -a.v1;
        v2 = -a.v2;
        v3 = -a.v3;
        v4 = -a.v4;
    }

    void multiply(FieldElement a, FieldElement b) {
        long a0 = a.v0;
        long a1 = a.v1;
        long a2 = a.v2;
        long a3 = a.v3;
        long a4 = a.v4;
        long b0 = b.v0;
        long b1 = b.v1;
        long b2 = b.v2;
        long b3 = b.v3;
        long b4 = b.v4;
        long n1 = 19 * b1; // what stands above 2^255 counts 19 times
        long n2 = 19 * b2;
        long n3 = 19 * b3;
        long n4 = 19 * b4;
        long l0 = a0 * b0 + a1 * n4 + a2 * n3 + a3 * n2 + a4 * n1;
        long l1 = a0 * b1 + a1 * b0 + a2 * n4 + a3 * n3 + a4 * n2;
        long l2 = a0 * b2 + a1 * b1 + a2 * b0 + a3 * n4 + a4 * n3;
        long l3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * n4;
        long l4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        a0 <<= LEFT;
        a1 <<= LEFT;
        a2 <<= LEFT;
        a3 <<= LEFT;
        a4 <<= LEFT;
        b0 <<= RIGHT;
        b1 <<= RIGHT;
        b2 <<= RIGHT;
        b3 <<= RIGHT;
        b4 <<= RIGHT;
        n1 <<= RIGHT;
        n2 <<= RIGHT;
        n3 <<= RIGHT;
        n4 <<= RIGHT;
        long h0 = high(a0, b0) + high(a1, n4) + high(a2, n3) + high(a3, n2) + high(a4, n1);
        long h1 = high(a0, b1) + high(a1, b0) + high(a2, n4) + high(a3, n3) + high(a4, n2);
        long h2 = high(a0, b2) + high(a1, b1) + high(a2, b0) + high(a3, n4) + high(a4, n3);
        long h3 = high(a0, b3) + high(a1, b2) + high(a2, b1) + high(a3, b0) + high(a4, n4);
        long h4 = high(a0, b4) + high(a1, b3) + high(a2, b2) + high(a3, b1) + high(a4, b0);
        long r0 = l0 - (h0 << BITS) + 19 * h4;
        long r1 = l1 - (h1 << BITS) + h0;
        long r2 = l2 - (h2 << BITS) + h1;
        long r3 = l3 - (h3 << BITS) + h2;
        long r4 = l4 - (h4 << BITS) + h3;
        v0 = (r0 & MASK) + 19 * (r4 >> BITS);
        v1 = (r1 & MASK) + (r0 >> BITS);
        v2 = (r2 & MASK) + (r1 >> BITS);
        v3 = (r3 & MASK) + (r2 >> BITS);
        v4 = (r4 & MASK) + (r3 >> BITS);
    }

    private static long high(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    void square(FieldElement a) {
        square(a, 1);
    }

    /** Squares {@code times} times, at least once. */
    void square(FieldElement a, int times) {
        long a0 = a.v0;
        long a1 = a.v1;
        long a2 = a.v2;
        long a3 = a.v3;
        long a4 = a.v4;
        for (int left = times; left > 0; left--) {
            long d0 = 2 * a0;
            long d1 = 2 * a1;
            long d2 = 2 * a2;
            long d3 = 2 * a3;
            long n3 = 19 * a3;
            long n4 = 19 * a4;
            long l0 = a0 * a0 + d1 * n4 + d2 * n3;
            long l1 = d0 * a1 + d2 * n4 + a3 * n3;
            long l2 = d0 * a2 + a1 * a1 + d3 * n4;
            long l3 = d0 * a3 + d1 * a2 + a4 * n4;
            long l4 = d0 * a4 + d1 * a3 + a2 * a2;
            d0 <<= LEFT;
            d1 <<= LEFT;
            d2 <<= LEFT;
            d3 <<= LEFT;
            n3 <<= RIGHT;
            n4 <<= RIGHT;
            long h0 = high(a0 << LEFT, a0 << RIGHT) + high(d1, n4) + high(d2, n3);
            long h1 = high(d0, a1 << RIGHT) + high(d2, n4) + high(a3 << LEFT, n3);
            long h2 = high(d0, a2 << RIGHT) + high(a1 << LEFT, a1 << RIGHT) + high(d3, n4);
            long h3 = high(d0, a3 << RIGHT) + high(d1, a2 << RIGHT) + high(a4 << LEFT, n4);
            long h4 = high(d0, a4 << RIGHT) + high(d1, a3 << RIGHT) + high(a2 << LEFT, a2 << RIGHT);
            long r0 = l0 - (h0 << BITS) + 19 * h4;
            long r1 = l1 - (h1 << BITS) + h0;
            long r2 = l2 - (h2 << BITS) + h1;
            long r3 = l3 - (h3 << BITS) + h2;
            long r4 = l4 - (h4 << BITS) + h3;
            a0 = (r0 & MASK) + 19 * (r4 >> BITS);
            a1 = (r1 & MASK) + (r0 >> BITS);
            a2 = (r2 & MASK) + (r1 >> BITS);
            a3 = (r3 & MASK) + (r2 >> BITS);
            a4 = (r4 & MASK) + (r3 >> BITS);
        }
        v0 = a0;
        v1 = a1;
        v2 = a2;
        v3 = a3;
        v4 = a4;
    }
}
