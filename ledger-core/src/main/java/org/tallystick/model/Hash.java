package org.tallystick.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A SHA-256 digest: 32 bytes, compared by content and ordered as unsigned bytes. */
public final class Hash implements Comparable<Hash> {
    /** The number of bytes in a hash. */
    public static final int SIZE = 32;

    /** Thirty-two zero bytes: the parent of a genesis block and the root of an empty state. */
    public static final Hash ZERO = new Hash(0, 0, 0, 0);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private Hash(long first, long second, long third, long fourth) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
    }

    /**
     * Reads 32 bytes.
     *
     * @throws IllegalArgumentException when the array has another length
     */
    public static Hash of(byte[] digest) {
        if (digest.length != SIZE) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + digest.length);
        }
        return of(digest, 0);
    }

    /** Reads 32 bytes at an offset. */
    public static Hash of(byte[] source, int offset) {
        return new Hash(
                (long) LONGS.get(source, offset),
                (long) LONGS.get(source, offset + 8),
                (long) LONGS.get(source, offset + 16),
                (long) LONGS.get(source, offset + 24));
    }

    /**
     * Reads 32 bytes from an index on.
     *
     * @throws IndexOutOfBoundsException when there are fewer
     */
    public static Hash of(Bytes source, int index) {
        return source.hashAt(index);
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static Hash fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** A fresh array of the 32 bytes. */
    public byte[] toArray() {
        byte[] out = new byte[SIZE];
        copyTo(out, 0);
        return out;
    }

    /** Writes the 32 bytes into {@code target} at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        LONGS.set(target, offset, first);
        LONGS.set(target, offset + 8, second);
        LONGS.set(target, offset + 16, third);
        LONGS.set(target, offset + 24, fourth);
    }

    /** Whether these are the 32 bytes at an offset. */
    boolean isAt(byte[] source, int offset) {
        return first == (long) LONGS.get(source, offset)
                && second == (long) LONGS.get(source, offset + 8)
                && third == (long) LONGS.get(source, offset + 16)
                && fourth == (long) LONGS.get(source, offset + 24);
    }

    /** The 32 bytes as {@link Bytes}. */
    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    /** Feeds the 32 bytes to a digest. */
    public void updateDigest(MessageDigest digest) {
        digest.update(toArray());
    }

    /**
     * The bit at an index, 0 being the most significant bit of the first byte.
     *
     * @param index from 0 to 255
     */
    public int bit(int index) {
        return (int) (word(index >>> 6) >>> (63 - (index & 63))) & 1;
    }

    /** Puts together what {@link #word} gives. */
    public static Hash ofWords(long first, long second, long third, long fourth) {
        return new Hash(first, second, third, fourth);
    }

    /**
     * 64 of the bits, the first of them the most significant.
     *
     * @param index from 0 to 3
     */
    public long word(int index) {
        return switch (index) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            case 3 -> fourth;
            default -> throw new IndexOutOfBoundsException("word " + index + " of a 256-bit hash");
        };
    }

    /** Lower-case hexadecimal, 64 digits. */
    public String toHex() {
        return HexFormat.of().formatHex(toArray());
    }

    /** The first eight digits, for logs. */
    public String shortHex() {
        return HexFormat.of().toHexDigits((int) (first >>> 32));
    }

    @Override
    public int compareTo(Hash other) {
        int order = Long.compareUnsigned(first, other.first);
        if (order == 0) {
            order = Long.compareUnsigned(second, other.second);
        }
        if (order == 0) {
            order = Long.compareUnsigned(third, other.third);
        }
        return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        return (int) (first ^ (first >>> 32));
    }

    @Override
    public String toString() {
        return toHex();
    }
}
