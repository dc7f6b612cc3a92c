package org.tallystick.crypto.ed25519;

import java.util.Arrays;

/**
 * Sums scalar multiples of points (Straus 1964): all of them share the doublings, and each adds from a table of odd
 * multiples, digit by digit. Digits are signed, and any {@code width} neighbours have at most one that is not zero. With
 * room for a fixed number of digits; for one thread.
 */
final class SumOfProducts {
    private static final int POSITIONS = 257;

    private final Curve curve;
    private final Addend addend = new Addend();
    private final int[] first = new int[POSITIONS]; // the digits at a position form a list; zero ends it
    private final int[] next;
    private final byte[] digits;
    private final Multiples[] tables;

    @SuppressWarnings("unused") // see Multiples.touch
    private long touched;

    private int used;
    private int length;

    /**
     * Makes room.
     *
     * @param room for how many digits that are not zero
     */
    SumOfProducts(Curve curve, int room) {
        this.curve = curve;
        this.next = new int[room + 1];
        this.digits = new byte[room + 1];
        this.tables = new Multiples[room + 1];
    }

    /** How many digits a scalar has at most that are not zero. */
    static int digits(int bits, int width) {
        return bits / width + 2;
    }

    /** Forgets all terms. */
    void clear() {
        Arrays.fill(first, 0, length, 0);
        used = 0;
        length = 0;
    }

    /**
     * Adds a term.
     *
     * @param table the odd multiples of the point; decides how wide the digits are
     * @param scalar the words of the scalar, the lowest first
     * @param from the first word to be looked at
     * @param bits how many bits count from there; those beyond are taken to be zero
     * @param minus whether the term is to be taken off
     */
    void add(Multiples table, long[] scalar, int from, int bits, boolean minus) {
        touched ^= table.touch();
        int full = 4 * table.size();
        int width = Integer.numberOfTrailingZeros(full);
        int carry = 0;
        int position = 0;
        while (position <= bits) {
            long window = window(scalar, from, position, bits);
            if ((window & 1) == carry) {
                // Skips the whole run of equal bits, but no further than what the window shows.
                long run = carry == 0 ? window : ~window;
                position += Math.min(Long.numberOfTrailingZeros(run), Math.max(1, 64 - (position & 63)));
                continue;
            }
            int digit = (int) (window & (full - 1)) + carry;
            carry = digit >>> (width - 1);
            push(table, position, minus ? carry * full - digit : digit - carry * full);
            position += width;
        }
    }

    /** The bits from a position up, at least eight of them. */
    private static long window(long[] scalar, int from, int position, int bits) {
        if (position >= bits) {
            return 0;
        }
        int index = from + (position >>> 6);
        int shift = position & 63;
        long window = scalar[index] >>> shift;
        int last = from + ((bits - 1) >>> 6);
        if (shift > 56 && index < last) {
            window |= scalar[index + 1] << (64 - shift);
        }
        return window;
    }

    private void push(Multiples table, int position, int digit) {
        used++;
        tables[used] = table;
        digits[used] = (byte) digit;
        next[used] = first[position];
        first[position] = used;
        length = Math.max(length, position + 1);
    }

    /** Sets a point to the sum; its t is stale. */
    void sum(Point result) {
        result.setNeutral();
        for (int position = length - 1; position >= 0; position--) {
            int node = first[position];
            curve.twice(result, node != 0);
            while (node != 0) {
                int digit = digits[node];
                tables[node].get(Math.abs(digit) >>> 1, addend);
                node = next[node];
                curve.add(result, addend, digit < 0, node != 0);
            }
        }
    }
}
