package org.tallystick.consensus.pow;

import java.math.BigInteger;

/**
 * The retarget rule aserti3-2d, in integers: the target is the anchor's, times two to the power of how late the chain is,
 * counted in half-lives. The power's fraction comes from a cubic polynomial that is off by less than 0.013 percent.
 * Nothing but the anchor and the parent is looked at, so there is no window whose ends could be played with.
 */
final class Asert {
    private static final BigInteger C1 = BigInteger.valueOf(195_766_423_245_049L);
    private static final BigInteger C2 = BigInteger.valueOf(971_821_376L);
    private static final BigInteger C3 = BigInteger.valueOf(5_127L);
    private static final BigInteger HALF = BigInteger.ONE.shiftLeft(47);
    private static final int RADIX_BITS = 16;

    private Asert() {}

    /**
     * The target of the block above a parent.
     *
     * @param anchor the anchor's target
     * @param elapsed from the anchor to the parent, in any unit
     * @param due how much should have passed by then, in the same unit
     * @param halfLife being late by so much doubles the target, in the same unit
     * @param easiest what the result never exceeds
     */
    static BigInteger next(BigInteger anchor, long elapsed, long due, long halfLife, BigInteger easiest) {
        // Division truncates towards zero and the shift rounds towards minus infinity, as in the published rule.
        BigInteger exponent = BigInteger.valueOf(elapsed)
                .subtract(BigInteger.valueOf(due))
                .shiftLeft(RADIX_BITS)
                .divide(BigInteger.valueOf(halfLife));
        BigInteger whole = exponent.shiftRight(RADIX_BITS);
        BigInteger part = exponent.subtract(whole.shiftLeft(RADIX_BITS)); // 0 to 65,535
        BigInteger factor = C1.multiply(part)
                .add(C2.multiply(part.pow(2)))
                .add(C3.multiply(part.pow(3)))
                .add(HALF)
                .shiftRight(48)
                .add(BigInteger.ONE.shiftLeft(RADIX_BITS));
        if (whole.bitLength() > 15) { // far beyond what 256 bits hold, either way
            return whole.signum() > 0 ? easiest : BigInteger.ONE;
        }
        int shift = whole.intValueExact() - RADIX_BITS;
        BigInteger product = anchor.multiply(factor);
        BigInteger target = shift < 0 ? product.shiftRight(-shift) : product.shiftLeft(shift);
        return target.max(BigInteger.ONE).min(easiest);
    }
}
