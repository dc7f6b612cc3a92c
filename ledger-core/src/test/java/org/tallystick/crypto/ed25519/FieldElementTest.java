package org.tallystick.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the field's arithmetic with plain integers, on random numbers and with limbs at their bounds. */
class FieldElementTest {
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final long LARGEST = (1L << 53) - 1;
    private static final long TIGHT = 1L << 16;

    private final Random random = new Random(31);

    @Test
    void productsAndSquaresAreRightUpToTheLargestLimbs() {
        for (int round = 0; round < 20_000; round++) {
            long[] a = limbs(round);
            long[] b = limbs(round / 3);
            FieldElement product = new FieldElement();
            product.multiply(element(a), element(b));
            assertTight(product);
            assertThat(value(product)).isEqualTo(value(a).multiply(value(b)).mod(P));
            FieldElement square = element(a);
            square.square(square);
            assertTight(square);
            assertThat(value(square)).isEqualTo(value(a).pow(2).mod(P));
        }
    }

    @Test
    void repeatedSquaringIsThatManySquares() {
        for (int times = 1; times < 20; times++) {
            long[] a = limbs(times);
            FieldElement power = new FieldElement();
            power.square(element(a), times);
            assertThat(value(power)).isEqualTo(value(a).mod(P).modPow(BigInteger.TWO.pow(times), P));
        }
    }

    @Test
    void sumsDifferencesAndNegativesAreRight() {
        for (int round = 0; round < 2_000; round++) {
            long[] a = limbs(round);
            long[] b = limbs(round / 3);
            FieldElement result = new FieldElement();
            result.add(element(a), element(b));
            assertThat(value(result)).isEqualTo(value(a).add(value(b)).mod(P));
            result.subtract(element(a), element(b));
            assertThat(value(result)).isEqualTo(value(a).subtract(value(b)).mod(P));
            result.negate(element(a));
            assertThat(value(result)).isEqualTo(value(a).negate().mod(P));
        }
    }

    @Test
    void aNumberIsWrittenAsItsLeastResidue() {
        List<BigInteger> numbers = new ArrayList<>();
        for (int delta = -60; delta <= 60; delta++) {
            for (int times = -3; times <= 3; times++) {
                numbers.add(P.multiply(BigInteger.valueOf(times)).add(BigInteger.valueOf(delta)));
            }
            numbers.add(BigInteger.TWO.pow(255).add(BigInteger.valueOf(delta)));
        }
        for (BigInteger number : numbers) {
            FieldElement element = element(split(number));
            assertThat(value(element)).isEqualTo(number.mod(P));
            assertThat(element.isZero()).isEqualTo(number.mod(P).signum() == 0);
            assertThat(element.isOdd()).isEqualTo(number.mod(P).testBit(0));
        }
    }

    @Test
    void bytesAreReadWithoutTheLastBit() {
        byte[] bytes = new byte[32];
        for (int round = 0; round < 1_000; round++) {
            random.nextBytes(bytes);
            BigInteger number = integer(bytes).clearBit(255);
            assertThat(value(FieldElement.of(bytes))).isEqualTo(number.mod(P));
        }
    }

    @Test
    void powersAreThoseThatTheyAreNamedAfter() {
        Power power = new Power();
        for (int round = 0; round < 50; round++) {
            long[] a = limbs(round);
            FieldElement result = new FieldElement();
            power.ofPrimeMinusFiveEighths(result, element(a));
            BigInteger exponent = P.subtract(BigInteger.valueOf(5)).shiftRight(3);
            assertThat(value(result)).isEqualTo(value(a).mod(P).modPow(exponent, P));
            power.inverse(result, element(a));
            assertThat(value(result)).isEqualTo(value(a).mod(P).modPow(P.subtract(BigInteger.TWO), P));
        }
    }

    /** Limbs of various sizes, often at the bounds of what an operand may have. */
    private long[] limbs(int kind) {
        long[] limbs = new long[FieldElement.LIMBS];
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = switch (kind % 5) {
                case 0 -> random.nextBoolean() ? LARGEST : -LARGEST;
                case 1 -> LARGEST - random.nextInt(3);
                case 2 -> -LARGEST + random.nextInt(3);
                case 3 -> random.nextInt(3) - 1;
                default -> random.nextLong() >> 10;
            };
        }
        return limbs;
    }

    private static void assertTight(FieldElement element) {
        long[] limbs = new long[FieldElement.LIMBS];
        element.store(limbs, 0);
        for (long limb : limbs) {
            assertThat(limb).isBetween(-TIGHT, (1L << 51) + TIGHT);
        }
    }

    private static FieldElement element(long[] limbs) {
        FieldElement element = new FieldElement();
        element.load(limbs, 0);
        return element;
    }

    private static BigInteger value(long[] limbs) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < limbs.length; i++) {
            sum = sum.add(BigInteger.valueOf(limbs[i]).shiftLeft(51 * i));
        }
        return sum;
    }

    /** Splits a number into limbs of which the last takes the rest, sign and all. */
    private static long[] split(BigInteger number) {
        long[] limbs = new long[FieldElement.LIMBS];
        BigInteger rest = number;
        for (int i = 0; i < limbs.length - 1; i++) {
            limbs[i] = rest.longValue() & (1L << 51) - 1;
            rest = rest.shiftRight(51);
        }
        limbs[FieldElement.LIMBS - 1] = rest.longValueExact();
        return limbs;
    }

    static BigInteger value(FieldElement element) {
        byte[] bytes = new byte[FieldElement.SIZE];
        FieldElement copy = new FieldElement();
        copy.set(element);
        copy.write(bytes, 0);
        return integer(bytes);
    }

    private static BigInteger integer(byte[] littleEndian) {
        byte[] reversed = new byte[littleEndian.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = littleEndian[reversed.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }
}
