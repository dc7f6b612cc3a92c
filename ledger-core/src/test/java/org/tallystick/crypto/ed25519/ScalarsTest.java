package org.tallystick.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the arithmetic modulo L with plain integers. */
class ScalarsTest {
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private final Random random = new Random(32);
    private final Scalars scalars = new Scalars();
    private final long[] result = new long[Scalars.WORDS];

    @Test
    void productsAndSumsAreLeastResidues() {
        List<BigInteger> numbers = new ArrayList<>();
        for (int delta = -2; delta <= 2; delta++) {
            for (BigInteger near : List.of(L, L.shiftLeft(1), L.shiftLeft(3), BigInteger.TWO.pow(252))) {
                numbers.add(near.add(BigInteger.valueOf(delta)));
            }
        }
        numbers.addAll(
                List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.TWO.pow(256).subtract(BigInteger.ONE)));
        for (int i = 0; i < 100; i++) {
            numbers.add(new BigInteger(random.nextInt(257), random));
        }
        for (BigInteger a : numbers) {
            for (BigInteger b : numbers) {
                scalars.multiply(result, words(a), words(b));
                assertThat(value(result)).isEqualTo(a.multiply(b).mod(L));
                scalars.add(result, words(a.mod(L)), words(b.mod(L)));
                assertThat(value(result)).isEqualTo(a.add(b).mod(L));
            }
        }
    }

    @Test
    void hashesAreReduced() {
        byte[] hash = new byte[64];
        for (int round = 0; round < 5_000; round++) {
            random.nextBytes(hash);
            if (round % 4 == 0) {
                Arrays.fill(hash, random.nextInt(64), 64, (byte) (round % 8 == 0 ? -1 : 0));
            }
            scalars.reduce(result, hash);
            assertThat(value(result)).isEqualTo(littleEndian(hash).mod(L));
        }
    }

    @Test
    void everyScalarHasHalvesWithinTheBound() {
        HalfScalars halves = new HalfScalars();
        long[] u = new long[Scalars.WORDS];
        long[] v = new long[Scalars.WORDS];
        for (BigInteger k : awkwardScalars()) {
            boolean negative = halves.find(words(k), u, v);
            assertThat(value(u).bitLength()).isLessThanOrEqualTo(HalfScalars.BOUND);
            assertThat(value(v).bitLength()).isLessThanOrEqualTo(HalfScalars.BOUND);
            assertThat(value(v).signum()).isEqualTo(1);
            BigInteger signed = negative ? value(v).negate() : value(v);
            assertThat(signed.multiply(k).subtract(value(u)).mod(L).signum())
                    .as("the halves of %s", k)
                    .isZero();
        }
    }

    /** Scalars that make Euclid's algorithm take long quotients, and others. */
    private List<BigInteger> awkwardScalars() {
        List<BigInteger> scalars = new ArrayList<>();
        for (int bit = 0; bit < 253; bit++) {
            for (int delta = -1; delta <= 1; delta++) {
                scalars.add(
                        BigInteger.TWO.pow(bit).add(BigInteger.valueOf(delta)).mod(L));
            }
            scalars.add(L.subtract(BigInteger.valueOf(bit + 1)));
            scalars.add(L.divide(BigInteger.TWO.pow(bit).add(BigInteger.ONE)));
            scalars.add(L.divide(BigInteger.valueOf(bit + 2)));
        }
        for (int round = 0; round < 5_000; round++) {
            BigInteger small = new BigInteger(1 + round % 200, random);
            BigInteger divisor = new BigInteger(1 + round % 130, random).add(BigInteger.ONE);
            scalars.add(small.multiply(divisor.modInverse(L)).mod(L));
            scalars.add(new BigInteger(253, random).mod(L));
        }
        return scalars;
    }

    static long[] words(BigInteger number) {
        long[] words = new long[Scalars.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = number.shiftRight(64 * i).longValue();
        }
        return words;
    }

    private static BigInteger value(long[] words) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = words.length - 1; i >= 0; i--) {
            sum = sum.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[i])));
        }
        return sum;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = bytes[reversed.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }
}
