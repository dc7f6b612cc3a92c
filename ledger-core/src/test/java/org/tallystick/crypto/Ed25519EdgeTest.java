package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.ReferenceEd25519.Point;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/** Compares the verifier with the reference where libraries are known to differ, with inputs built for the purpose. */
class Ed25519EdgeTest {
    private final Map<String, SignatureVerifier> verifiers = Verifiers.all();

    /** The eight points whose order divides 8. */
    private final List<Point> torsion = torsion();

    @Test
    void everyMixtureOfSmallOrderPointsIsJudgedByTheRule() {
        Random random = new Random(21);
        int accepted = 0;
        for (int ofKey = 0; ofKey < 8; ofKey++) {
            for (int ofR = 0; ofR < 8; ofR++) {
                accepted += judge(random, ofKey, ofR, true, true) ? 1 : 0;
            }
            // Without its part in the large group a point is of small order.
            int ofR = random.nextInt(8);
            assertThat(judge(random, ofKey, ofR, true, false)).isTrue();
            assertThat(judge(random, ofKey, ofR, false, true)).isFalse();
            assertThat(judge(random, ofKey, ofR, false, false)).isFalse();
        }
        assertThat(accepted).isEqualTo(8 * 8);
    }

    /** The verdict on a signature made so that the equation holds with the cofactor. */
    private boolean judge(Random random, int ofKey, int ofR, boolean largeKey, boolean largeR) {
        BigInteger a = largeKey ? scalar(random) : BigInteger.ZERO;
        BigInteger r = largeR ? scalar(random) : BigInteger.ZERO;
        byte[] message = message(random);
        byte[] key = ReferenceEd25519.BASE.times(a).plus(torsion.get(ofKey)).encode();
        byte[] encodedR = ReferenceEd25519.BASE.times(r).plus(torsion.get(ofR)).encode();
        BigInteger k = ReferenceEd25519.challenge(encodedR, key, message);
        BigInteger s = r.add(k.multiply(a)).mod(ReferenceEd25519.L);
        if (ofKey == ofR) {
            BigInteger wrong = s.add(BigInteger.ONE).mod(ReferenceEd25519.L);
            assertThat(agreed(key, message, join(encodedR, wrong))).isFalse();
        }
        return agreed(key, message, join(encodedR, s));
    }

    @Test
    void noKeyOfSmallOrderIsAcceptedInAnyEncoding() {
        Set<Bytes> encodings = new LinkedHashSet<>();
        for (Point point : torsion) {
            for (BigInteger y : List.of(point.affineY(), point.affineY().add(ReferenceEd25519.P))) {
                if (y.bitLength() <= 255) {
                    byte[] plain = ReferenceEd25519.littleEndian(y);
                    encodings.add(Bytes.copyOf(plain));
                    plain[31] |= (byte) 0x80;
                    encodings.add(Bytes.copyOf(plain));
                }
            }
        }
        // Fourteen: five values of y, and two of them again beyond the prime, each with either sign.
        assertThat(encodings).hasSize(14);
        Random random = new Random(22);
        for (Bytes key : encodings) {
            assertThat(Ed25519Rules.isAcceptableKey(key)).isFalse();
            for (int round = 0; round < 16; round++) {
                byte[] r = torsion.get(random.nextInt(8)).encode();
                assertThat(agreed(key.toArray(), message(random), join(r, BigInteger.ZERO)))
                        .isFalse();
            }
        }
    }

    @Test
    void keysOfLargeOrderAreAcceptable() {
        Random random = new Random(23);
        for (int round = 0; round < 16; round++) {
            Point point = ReferenceEd25519.BASE.times(scalar(random)).plus(torsion.get(round % 8));
            assertThat(Ed25519Rules.isAcceptableKey(Bytes.wrap(point.encode()))).isTrue();
        }
    }

    @Test
    void onlyTheSmallestSCounts() {
        Random random = new Random(24);
        PrivateKey key = PrivateKey.fromSeed(new byte[32]);
        byte[] message = message(random);
        byte[] signature = key.sign(message).toArray();
        byte[] encodedKey = key.publicKey().encoded().toArray();
        BigInteger s = ReferenceEd25519.integer(Arrays.copyOfRange(signature, 32, 64));
        byte[] r = Arrays.copyOf(signature, 32);
        for (int times = 0; times < 16; times++) {
            BigInteger shifted = s.add(ReferenceEd25519.L.multiply(BigInteger.valueOf(times)));
            if (shifted.bitLength() <= 256) {
                assertThat(agreed(encodedKey, message, join(r, shifted))).isEqualTo(times == 0);
            }
        }
        // Around the bound, and around each word of it.
        for (int shift : new int[] {0, 64, 128, 192}) {
            for (int delta = -1; delta <= 1; delta++) {
                BigInteger near =
                        ReferenceEd25519.L.add(BigInteger.valueOf(delta).shiftLeft(shift));
                byte[] candidate = join(r, near);
                assertThat(Ed25519Rules.admissible(Bytes.wrap(encodedKey), Bytes.wrap(candidate)))
                        .isEqualTo(near.compareTo(ReferenceEd25519.L) < 0);
            }
        }
    }

    @Test
    void encodingsNearThePrimeAreJudgedAsTheReferenceDoes() {
        PrivateKey key = PrivateKey.fromSeed(new byte[32]);
        byte[] encodedKey = key.publicKey().encoded().toArray();
        for (int delta = -8; delta < 19; delta++) {
            for (int sign = 0; sign < 2; sign++) {
                byte[] point = ReferenceEd25519.littleEndian(ReferenceEd25519.P.add(BigInteger.valueOf(delta)));
                point[31] |= (byte) (sign << 7);
                boolean inAdmission =
                        Ed25519Rules.admissible(Bytes.wrap(encodedKey), Bytes.wrap(join(point, BigInteger.ONE)));
                Optional<Point> decoded = ReferenceEd25519.decode(point);
                assertThat(inAdmission || decoded.isEmpty()).isTrue();
                assertThat(inAdmission).isEqualTo(delta < 0 && !(delta == -1 && sign == 1));
            }
        }
    }

    @Test
    void randomBytesAndLengthsNeverVerifyNorThrow() {
        Random random = new Random(25);
        for (int round = 0; round < 200; round++) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            byte[] signature = new byte[round % 5 == 0 ? random.nextInt(130) : 64];
            random.nextBytes(signature);
            if (signature.length == 64 && round % 2 == 0) {
                signature[63] &= 0x0F; // below L, so that the points are looked at
            }
            assertThat(agreed(key, message(random), signature)).isFalse();
        }
    }

    /** What a key and a signature are made of, in words. */
    static String traits(byte[] key, byte[] signature) {
        BigInteger s = ReferenceEd25519.integer(Arrays.copyOfRange(signature, 32, 64));
        return "A " + trait(key) + ", R " + trait(Arrays.copyOf(signature, 32))
                + (s.compareTo(ReferenceEd25519.L) >= 0 ? ", S large" : "");
    }

    private static String trait(byte[] encoded) {
        Optional<Point> point = ReferenceEd25519.decode(encoded);
        if (point.isEmpty()) {
            return "malformed";
        }
        if (ReferenceEd25519.isSmallOrder(point.get())) {
            return "small";
        }
        return point.get().times(ReferenceEd25519.L).is(ReferenceEd25519.IDENTITY) ? "prime" : "mixed";
    }

    private boolean agreed(byte[] key, byte[] message, byte[] signature) {
        boolean expected = ReferenceEd25519.verify(key, message, signature);
        PublicKey publicKey = new PublicKey(SignatureScheme.ED25519, Bytes.copyOf(key));
        verifiers.forEach((name, verifier) -> assertThat(verifier.verify(publicKey, message, Bytes.copyOf(signature)))
                .as(
                        "%s: %s, signature %s",
                        name, publicKey, Bytes.copyOf(signature).toHex())
                .isEqualTo(expected));
        return expected;
    }

    static List<Point> torsion() {
        // A point times the order of the large group keeps only its part of small order; find one of order 8.
        for (int y = 2; ; y++) {
            Optional<Point> point = ReferenceEd25519.decode(ReferenceEd25519.littleEndian(BigInteger.valueOf(y)));
            if (point.isPresent()) {
                Point generator = point.get().times(ReferenceEd25519.L);
                if (!generator.times(BigInteger.valueOf(4)).is(ReferenceEd25519.IDENTITY)) {
                    List<Point> points = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        points.add(generator.times(BigInteger.valueOf(i)));
                    }
                    return points;
                }
            }
        }
    }

    private static BigInteger scalar(Random random) {
        return new BigInteger(252, random).add(BigInteger.ONE);
    }

    private static byte[] message(Random random) {
        byte[] message = new byte[random.nextInt(64)];
        random.nextBytes(message);
        return message;
    }

    private static byte[] join(byte[] r, BigInteger s) {
        byte[] signature = Arrays.copyOf(r, 64);
        System.arraycopy(ReferenceEd25519.littleEndian(s), 0, signature, 32, 32);
        return signature;
    }
}
