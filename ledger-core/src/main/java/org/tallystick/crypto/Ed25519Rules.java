package org.tallystick.crypto;

import org.tallystick.model.Bytes;

/**
 * What a public key A and a signature (R, S) must be before the equation of Ed25519 is looked at. Every provider's
 * verdict passes through here, so that providers that judge these edges differently cannot split the nodes.
 *
 * <p>Points are encoded as 32 bytes, little-endian: the y coordinate in 255 bits and the sign of x in the last. The
 * checks read encodings only; whether one is a point of the curve the equation finds out.
 */
final class Ed25519Rules {
    static final int KEY_SIZE = 32;
    static final int SIGNATURE_SIZE = 64;

    private static final long SIGN = 1L << 63;

    // The field's prime 2^255 - 19, least significant word first; its middle words are all ones.
    private static final long P0 = -19;
    private static final long P3 = Long.MAX_VALUE;

    // The order of the base point, 2^252 + 27742317777372353535851937790883648493.
    private static final long L0 = 0x5812631A5CF5D3EDL;
    private static final long L1 = 0x14DEF9DEA2F79CD6L;
    private static final long L3 = 0x1000000000000000L;

    // The y coordinates of the four points of order 8: each of these two, with either sign of x.
    private static final long E0 = 0xB027B2C28F95E826L;
    private static final long E1 = 0xF098EFF289F4C345L;
    private static final long E2 = 0x3933C6D305ACDFD5L;
    private static final long E3 = 0x05FC536D880238B1L;
    private static final long F0 = 0x4FD84D3D706A17C7L;
    private static final long F1 = 0x0F67100D760B3CBAL;
    private static final long F2 = 0xC6CC392CFA53202AL;
    private static final long F3 = 0x7A03AC9277FDC74EL;

    private Ed25519Rules() {}

    /** Whether the equation decides: if not, the signature is bad whatever a provider says. */
    static boolean admissible(Bytes key, Bytes signature) {
        return key.size() == KEY_SIZE
                && signature.size() == SIGNATURE_SIZE
                && isScalar(signature, KEY_SIZE)
                && isCanonicalPoint(signature)
                && isAcceptableKey(key);
    }

    /** Whether a key is canonical and not of small order: under a key of order 1, 2, 4 or 8 anyone can sign. */
    static boolean isAcceptableKey(Bytes key) {
        return key.size() == KEY_SIZE && isCanonicalPoint(key) && !isSmallOrder(key);
    }

    /** Whether y is below the prime, and x not a zero with a sign. */
    private static boolean isCanonicalPoint(Bytes point) {
        long y0 = point.littleEndianAt(0);
        long y1 = point.littleEndianAt(8);
        long y2 = point.littleEndianAt(16);
        long last = point.littleEndianAt(24);
        long y3 = last & ~SIGN;
        if (y3 == P3 && (y1 & y2) == -1 && Long.compareUnsigned(y0, P0) >= 0) {
            return false;
        }
        boolean negative = last < 0;
        return !negative || !(isOne(y0, y1, y2, y3) || isMinusOne(y0, y1, y2, y3));
    }

    /** Whether a canonical point is one of the eight whose order divides 8; each is known by its y coordinate. */
    private static boolean isSmallOrder(Bytes point) {
        long y0 = point.littleEndianAt(0);
        long y1 = point.littleEndianAt(8);
        long y2 = point.littleEndianAt(16);
        long y3 = point.littleEndianAt(24) & ~SIGN;
        return (y0 | y1 | y2 | y3) == 0
                || isOne(y0, y1, y2, y3)
                || isMinusOne(y0, y1, y2, y3)
                || (y0 == E0 && y1 == E1 && y2 == E2 && y3 == E3)
                || (y0 == F0 && y1 == F1 && y2 == F2 && y3 == F3);
    }

    private static boolean isOne(long y0, long y1, long y2, long y3) {
        return y0 == 1 && (y1 | y2 | y3) == 0;
    }

    private static boolean isMinusOne(long y0, long y1, long y2, long y3) {
        return y0 == P0 - 1 && (y1 & y2) == -1 && y3 == P3;
    }

    /** Whether S is below the group's order; otherwise S + L would be a second signature. */
    private static boolean isScalar(Bytes signature, int offset) {
        long s3 = signature.littleEndianAt(offset + 24);
        if (s3 != L3) {
            return Long.compareUnsigned(s3, L3) < 0;
        }
        if (signature.littleEndianAt(offset + 16) != 0) {
            return false;
        }
        long s1 = signature.littleEndianAt(offset + 8);
        return s1 == L1
                ? Long.compareUnsigned(signature.littleEndianAt(offset), L0) < 0
                : Long.compareUnsigned(s1, L1) < 0;
    }
}
