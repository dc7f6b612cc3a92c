package org.tallystick.consensus.pow;

import java.math.BigInteger;
import org.tallystick.model.Hash;

/**
 * Thresholds that a block's proof must not exceed, in the compact form of four bytes that Bitcoin introduced: an exponent
 * of one byte and a mantissa of three, whose highest bit is zero; the target is mantissa · 256^(exponent − 3).
 */
final class Target {
    /** The easiest target: every second proof meets it. */
    static final BigInteger EASIEST = decode(0x207fffff);

    private static final int MANTISSA = 0x007fffff;
    private static final BigInteger ALL = BigInteger.ONE.shiftLeft(256);

    private Target() {}

    /** The target that a compact form stands for; zero when it is negative or too large. */
    static BigInteger decode(int compact) {
        int exponent = compact >>> 24;
        BigInteger mantissa = BigInteger.valueOf(compact & MANTISSA);
        boolean negative = (compact & 0x00800000) != 0;
        BigInteger target =
                exponent <= 3 ? mantissa.shiftRight(8 * (3 - exponent)) : mantissa.shiftLeft(8 * (exponent - 3));
        return negative || target.bitLength() > 256 ? BigInteger.ZERO : target;
    }

    /** The compact form of a positive target, rounded down to what it can express. */
    static int encode(BigInteger target) {
        int size = (target.bitLength() + 7) / 8;
        int mantissa = size <= 3
                ? target.intValueExact() << (8 * (3 - size))
                : target.shiftRight(8 * (size - 3)).intValueExact();
        if ((mantissa & 0x00800000) != 0) { // the bit is that of a sign
            mantissa >>= 8;
            size++;
        }
        return (size << 24) | mantissa;
    }

    /** Whether a compact form is the one that its target encodes to. */
    static boolean isCanonical(int compact) {
        BigInteger target = decode(compact);
        return target.signum() > 0 && target.compareTo(EASIEST) <= 0 && encode(target) == compact;
    }

    /** How many proofs have to be tried for one that meets a target, on average, rounded down. */
    static BigInteger work(BigInteger target) {
        return ALL.divide(target.add(BigInteger.ONE));
    }

    /** Whether a proof, read as a number with its first byte the highest, meets a target. */
    static boolean isMet(Hash proof, BigInteger target) {
        return new BigInteger(1, proof.toArray()).compareTo(target) <= 0;
    }
}
