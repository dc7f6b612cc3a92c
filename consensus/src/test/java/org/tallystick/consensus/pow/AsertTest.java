package org.tallystick.consensus.pow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AsertTest {
    private static final long HALF_LIFE = 172_800;
    private static final long INTERVAL = 600;
    private static final BigInteger ANCHOR = Target.decode(0x1802aee8);
    private static final BigInteger LIMIT = Target.EASIEST;

    private static BigInteger next(long elapsed, long due) {
        return Asert.next(ANCHOR, elapsed, due, HALF_LIFE, LIMIT);
    }

    @Test
    void aChainOnTimeKeepsTheAnchorsTarget() {
        for (long blocks = 0; blocks < 100_000; blocks += 997) {
            assertThat(next(blocks * INTERVAL, blocks * INTERVAL)).isEqualTo(ANCHOR);
        }
    }

    @Test
    void aHalfLifeLateDoublesAndAHalfLifeEarlyHalvesExactly() {
        for (int halfLives = 1; halfLives < 20; halfLives++) {
            assertThat(next(halfLives * HALF_LIFE, 0)).isEqualTo(ANCHOR.shiftLeft(halfLives));
            assertThat(next(0, halfLives * HALF_LIFE)).isEqualTo(ANCHOR.shiftRight(halfLives));
        }
    }

    /** Worked out by hand from the published polynomial. */
    @Test
    void halfAHalfLifeGivesTheFactorsOfTheIntegerPolynomial() {
        // part = 32768: (195766423245049·2^15 + 971821376·2^30 + 5127·2^45 + 2^47) >> 48 = 27138, so the factor is
        // 92674
        BigInteger anchor = BigInteger.ONE.shiftLeft(200);
        assertThat(Asert.next(anchor, HALF_LIFE / 2, 0, HALF_LIFE, LIMIT))
                .isEqualTo(anchor.multiply(BigInteger.valueOf(92_674)).shiftRight(16));
        // half a half-life early: shift −1, the same part
        assertThat(Asert.next(anchor, 0, HALF_LIFE / 2, HALF_LIFE, LIMIT))
                .isEqualTo(anchor.multiply(BigInteger.valueOf(92_674)).shiftRight(17));
        // one 65,536th of a half-life late: part = 1, the factor 65,537
        assertThat(Asert.next(anchor, 1, 0, 65_536, LIMIT))
                .isEqualTo(anchor.multiply(BigInteger.valueOf(65_537)).shiftRight(16));
        // so little early that the truncated exponent is zero, as C++ and the published rule divide
        assertThat(Asert.next(anchor, 0, 1, 65_537, LIMIT)).isEqualTo(anchor);
    }

    @Test
    void itFollowsThePowerOfTwoCloselyAndNeverGoesBack() {
        SplittableRandom chance = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            long late = chance.nextLong(-20 * HALF_LIFE, 20 * HALF_LIFE);
            double exact = Math.pow(2, (double) late / HALF_LIFE);
            double got = next(late, 0).doubleValue() / ANCHOR.doubleValue();
            assertThat(got / exact).isCloseTo(1, within(0.00015));
            assertThat(next(late + 1, 0)).isGreaterThanOrEqualTo(next(late, 0));
        }
    }

    @Test
    void theResultStaysWithinItsBounds() {
        assertThat(next(Long.MAX_VALUE / 4, 0)).isEqualTo(LIMIT);
        assertThat(next(0, Long.MAX_VALUE / 4)).isEqualTo(BigInteger.ONE);
        assertThat(next(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo(LIMIT);
    }

    @Test
    void compactFormsComeBackAsTheyWere() {
        // published pairs of Bitcoin's compact form
        assertThat(Target.decode(0x1b0404cb))
                .isEqualTo(new BigInteger("00000000000404CB000000000000000000000000000000000000000000000000", 16));
        assertThat(Target.decode(0x1d00ffff))
                .isEqualTo(new BigInteger("00000000FFFF0000000000000000000000000000000000000000000000000000", 16));
        assertThat(Target.work(Target.decode(0x1d00ffff))).isEqualTo(BigInteger.valueOf(0x100010001L));
        for (int compact : new int[] {0x1b0404cb, 0x1d00ffff, 0x207fffff, 0x03123456, 0x01010000, 0x02123400}) {
            assertThat(Target.encode(Target.decode(compact))).isEqualTo(compact);
            assertThat(Target.isCanonical(compact)).isTrue();
        }
        for (int wrong : new int[] {0, 0x1d80ffff, 0x207fffff + 1, 0x2100ffff, 0x1d0000ff, 0x01003456, 0x23000001}) {
            assertThat(Target.isCanonical(wrong)).as("%08x", wrong).isFalse();
        }
    }

    @Test
    void anyTargetIsRoundedDownByLessThanOnePartIn32768() {
        SplittableRandom chance = new SplittableRandom(2);
        for (int i = 0; i < 5_000; i++) {
            BigInteger target = new BigInteger(1 + chance.nextInt(254), new java.util.Random(chance.nextLong()))
                    .add(BigInteger.ONE);
            BigInteger back = Target.decode(Target.encode(target));
            assertThat(back).isLessThanOrEqualTo(target);
            assertThat(target.subtract(back).shiftLeft(15)).isLessThanOrEqualTo(target);
            assertThat(Target.isCanonical(Target.encode(target))).isTrue();
        }
    }
}
