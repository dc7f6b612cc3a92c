package org.tallystick.crypto.ed25519;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tallystick.model.Bytes;

/**
 * Arithmetic modulo L = 2^252 + c, the order of the base point. Results are the least residues, as four words of 64 bits,
 * the lowest first. With scratch; for one thread.
 *
 * <p>Inside, numbers are sums of {@code limb[i] * 2^(28 i)}: 252 is nine times 28, so what stands above 2^252 is a whole
 * number of limbs, and is replaced by -c times it.
 */
final class Scalars {
    /** The number of words of a scalar. */
    static final int WORDS = 4;

    static final int BITS = 28;
    static final long MASK = (1L << BITS) - 1;

    private static final VarHandle BYTES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[] ORDER = {0x5812631A5CF5D3EDL, 0x14DEF9DEA2F79CD6L, 0, 1L << 60};
    private static final int LIMBS = 10;
    private static final int ORDER_LIMBS = 9;
    private static final int PRODUCT_LIMBS = 20;
    private static final long[] L = limbs(ORDER);

    private final long[] x = new long[LIMBS];
    private final long[] y = new long[LIMBS];
    private final long[] product = new long[PRODUCT_LIMBS];

    /** Reads a little-endian word. */
    static long word(byte[] source, int offset) {
        return (long) BYTES.get(source, offset);
    }

    /** Reads four little-endian words. */
    static void read(long[] target, Bytes source, int offset) {
        for (int i = 0; i < WORDS; i++) {
            target[i] = source.littleEndianAt(offset + 8 * i);
        }
    }

    /** The order of the base point in limbs. */
    static long[] orderLimbs() {
        return L.clone();
    }

    /** Splits four words into ten limbs. */
    static void split(long[] limbs, long[] words) {
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = bits(words, WORDS, i * BITS);
        }
    }

    /** The least residue of 64 bytes, little-endian: how a hash becomes a scalar. */
    void reduce(long[] target, byte[] wide) {
        for (int i = 0; i < PRODUCT_LIMBS; i++) {
            int bit = i * BITS;
            int offset = Math.min(bit >>> 3, wide.length - 8);
            int shift = bit - 8 * offset;
            product[i] = shift < 64 ? (long) BYTES.get(wide, offset) >>> shift & MASK : 0;
        }
        reduceProduct(target);
    }

    /** The product of two numbers below 2^256. */
    void multiply(long[] target, long[] a, long[] b) {
        split(x, a);
        split(y, b);
        Arrays.fill(product, 0);
        for (int i = 0; i < LIMBS; i++) {
            long factor = x[i];
            for (int j = 0; j < LIMBS; j++) {
                product[i + j] += factor * y[j]; // at most ten times 2^56
            }
        }
        reduceProduct(target);
    }

    /** The sum of two least residues. */
    void add(long[] target, long[] a, long[] b) {
        split(x, a);
        split(y, b);
        for (int i = 0; i < LIMBS; i++) {
            x[i] += y[i];
        }
        finish(target, x);
    }

    private void reduceProduct(long[] target) {
        carry(product);
        // Each limb from 14 up is folded into limbs below 14 only, and the next ones into limbs below 9.
        fold(product, PRODUCT_LIMBS - 1, 14);
        carry(product);
        gather(product, 14);
        fold(product, 14, ORDER_LIMBS);
        carry(product);
        finish(target, product);
    }

    /** Replaces the limbs from {@code top} down to {@code bottom} by what they are modulo L. */
    private static void fold(long[] limbs, int top, int bottom) {
        for (int i = top; i >= bottom; i--) {
            long factor = limbs[i];
            limbs[i] = 0;
            for (int j = 0; j < 5; j++) {
                limbs[i - ORDER_LIMBS + j] -= factor * L[j];
            }
        }
    }

    /** Makes all limbs but the last, which keeps the sign, non-negative and small. */
    private static void carry(long[] limbs) {
        for (int i = 0; i < limbs.length - 1; i++) {
            limbs[i + 1] += limbs[i] >> BITS;
            limbs[i] &= MASK;
        }
    }

    /** Brings a number that is only a few limbs too long, or a little too large or small, between zero and L. */
    private static void finish(long[] target, long[] limbs) {
        for (int round = 0; round < 3; round++) {
            carry(limbs);
            gather(limbs, ORDER_LIMBS);
            fold(limbs, ORDER_LIMBS, ORDER_LIMBS);
        }
        carry(limbs);
        gather(limbs, ORDER_LIMBS);
        if (limbs[ORDER_LIMBS] < 0) {
            addOrder(limbs, 1);
        } else if (!belowOrder(limbs)) {
            addOrder(limbs, -1);
        }
        for (int i = 0; i < WORDS; i++) {
            target[i] = word(limbs, 64 * i);
        }
    }

    /** Moves everything above a limb into it, where there is room: it is little, or only a sign. */
    private static void gather(long[] limbs, int into) {
        for (int i = limbs.length - 1; i > into; i--) {
            limbs[i - 1] += limbs[i] << BITS;
            limbs[i] = 0;
        }
    }

    private static void addOrder(long[] limbs, int times) {
        for (int i = 0; i <= ORDER_LIMBS; i++) {
            limbs[i] += times * L[i];
        }
        carry(limbs);
        gather(limbs, ORDER_LIMBS);
    }

    private static boolean belowOrder(long[] limbs) {
        for (int i = ORDER_LIMBS; i >= 0; i--) {
            if (limbs[i] != L[i]) {
                return limbs[i] < L[i];
            }
        }
        return false;
    }

    private static long word(long[] limbs, int bit) {
        long word = 0;
        for (int i = 0; i <= ORDER_LIMBS; i++) {
            int shift = i * BITS - bit;
            if (shift >= 0 && shift < 64) {
                word |= limbs[i] << shift;
            } else if (shift < 0 && shift > -BITS) {
                word |= limbs[i] >>> -shift;
            }
        }
        return word;
    }

    private static long bits(long[] words, int count, int bit) {
        int index = bit >>> 6;
        int shift = bit & 63;
        long low = words[index] >>> shift;
        long high = shift > 64 - BITS && index + 1 < count ? words[index + 1] << (64 - shift) : 0;
        return (low | high) & MASK;
    }

    private static long[] limbs(long[] words) {
        long[] limbs = new long[LIMBS];
        split(limbs, words);
        return limbs;
    }
}
