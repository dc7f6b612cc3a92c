package org.tallystick.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Ed25519 written straight from RFC 8032 in plain integers: slow, and plain enough to check by eye. The judge of what
 * the fast verifier does at the edges.
 */
final class ReferenceEd25519 {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    static final Point IDENTITY = new Point(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE);

    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final BigInteger ROOT_OF_MINUS_ONE =
            BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

    static final Point BASE = decode(littleEndian(BigInteger.valueOf(4)
                    .multiply(BigInteger.valueOf(5).modInverse(P))
                    .mod(P)))
            .orElseThrow();

    private ReferenceEd25519() {}

    /** The point (x/z, y/z) of the curve; many triples stand for one point. */
    record Point(BigInteger x, BigInteger y, BigInteger z) {
        /** The formula for a sum that fits any two points, without division (the "projective" one of the EFD). */
        Point plus(Point other) {
            BigInteger zz = z.multiply(other.z).mod(P);
            BigInteger zzzz = zz.multiply(zz);
            BigInteger xx = x.multiply(other.x).mod(P);
            BigInteger yy = y.multiply(other.y).mod(P);
            BigInteger dxxyy = D.multiply(xx).mod(P).multiply(yy);
            BigInteger minus = zzzz.subtract(dxxyy).mod(P);
            BigInteger plus = zzzz.add(dxxyy).mod(P);
            BigInteger cross =
                    x.add(y).multiply(other.x.add(other.y)).subtract(xx).subtract(yy);
            return new Point(
                    zz.multiply(minus).mod(P).multiply(cross).mod(P),
                    zz.multiply(plus).mod(P).multiply(yy.add(xx)).mod(P),
                    minus.multiply(plus).mod(P));
        }

        boolean is(Point other) {
            return x.multiply(other.z).subtract(other.x.multiply(z)).mod(P).signum() == 0
                    && y.multiply(other.z).subtract(other.y.multiply(z)).mod(P).signum() == 0;
        }

        BigInteger affineX() {
            return x.multiply(z.modInverse(P)).mod(P);
        }

        BigInteger affineY() {
            return y.multiply(z.modInverse(P)).mod(P);
        }

        Point times(BigInteger scalar) {
            Point sum = IDENTITY;
            for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
                sum = sum.plus(sum);
                if (scalar.testBit(bit)) {
                    sum = sum.plus(this);
                }
            }
            return sum;
        }

        byte[] encode() {
            byte[] out = littleEndian(affineY());
            if (affineX().testBit(0)) {
                out[31] |= (byte) 0x80;
            }
            return out;
        }
    }

    /** The verdict of the rule: canonical encodings, S below L, A not of small order, the cofactored equation. */
    static boolean verify(byte[] key, byte[] message, byte[] signature) {
        if (key.length != 32 || signature.length != 64) {
            return false;
        }
        byte[] encodedR = Arrays.copyOf(signature, 32);
        BigInteger s = integer(Arrays.copyOfRange(signature, 32, 64));
        Optional<Point> a = decode(key);
        Optional<Point> r = decode(encodedR);
        if (s.compareTo(L) >= 0 || a.isEmpty() || r.isEmpty() || isSmallOrder(a.get())) {
            return false;
        }
        Point left = eight(BASE.times(s));
        Point right = eight(r.get().plus(a.get().times(challenge(encodedR, key, message))));
        return left.is(right);
    }

    static BigInteger challenge(byte[] r, byte[] key, byte[] message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(r);
            digest.update(key);
            return integer(digest.digest(message)).mod(L);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isSmallOrder(Point point) {
        return eight(point).is(IDENTITY);
    }

    /** RFC 8032, section 5.1.3; empty when the bytes are not the canonical encoding of a point. */
    static Optional<Point> decode(byte[] encoded) {
        byte[] copy = encoded.clone();
        boolean odd = copy[31] < 0;
        copy[31] &= 0x7F;
        BigInteger y = integer(copy);
        if (y.compareTo(P) >= 0) {
            return Optional.empty();
        }
        BigInteger ySquared = y.multiply(y).mod(P);
        BigInteger u = ySquared.subtract(BigInteger.ONE).mod(P);
        BigInteger v = D.multiply(ySquared).add(BigInteger.ONE).mod(P);
        BigInteger xSquared = u.multiply(v.modInverse(P)).mod(P);
        BigInteger x = xSquared.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(xSquared)) {
            x = x.multiply(ROOT_OF_MINUS_ONE).mod(P);
        }
        if (!x.multiply(x).mod(P).equals(xSquared) || (odd && x.signum() == 0)) {
            return Optional.empty();
        }
        return Optional.of(new Point(x.testBit(0) == odd ? x : P.subtract(x), y, BigInteger.ONE));
    }

    static BigInteger integer(byte[] littleEndian) {
        byte[] reversed = new byte[littleEndian.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = littleEndian[reversed.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    static byte[] littleEndian(BigInteger value) {
        byte[] out = new byte[32];
        for (int i = 0; i < out.length; i++) {
            out[i] = value.shiftRight(8 * i).byteValue();
        }
        return out;
    }

    private static Point eight(Point point) {
        Point two = point.plus(point);
        Point four = two.plus(two);
        return four.plus(four);
    }
}
