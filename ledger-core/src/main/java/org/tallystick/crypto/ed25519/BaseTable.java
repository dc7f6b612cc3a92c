package org.tallystick.crypto.ed25519;

import java.util.Arrays;
import org.tallystick.model.Bytes;

/** Multiples of the base point B and of some of its doubles, so that the parts of a scalar are worked off side by side. */
final class BaseTable {
    /** How far the tables are apart: table i is of 2^(64 i) B. */
    static final int STEP = 64;

    /** How many tables there are. */
    static final int PARTS = 4;

    /** How wide the digits are that the tables are for. */
    static final int WIDTH = 8;

    private static final Multiples[] TABLES = tables();

    private BaseTable() {}

    /** The multiples of 2^(64 i) B. */
    static Multiples part(int i) {
        return TABLES[i];
    }

    /** All of them, in order; not to be written to. */
    static Multiples[] parts() {
        return TABLES;
    }

    private static Multiples[] tables() {
        Curve curve = new Curve();
        Point point = new Point();
        if (!curve.decode(point, Bytes.wrap(encoding()), 0)) {
            throw new IllegalStateException("the base point is a point");
        }
        return new Multiples.Maker(curve, 1 << (WIDTH - 2)).ofDoubles(point, PARTS, STEP);
    }

    /** The point with y = 4/5 and an even x: one byte 0x58 and then 31 times 0x66. */
    private static byte[] encoding() {
        byte[] encoding = new byte[FieldElement.SIZE];
        Arrays.fill(encoding, (byte) 0x66);
        encoding[0] = 0x58;
        return encoding;
    }
}
