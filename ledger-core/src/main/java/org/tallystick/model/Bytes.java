package org.tallystick.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable string of bytes, compared by content and ordered as unsigned bytes.
 *
 * <p>Neither {@link #copyOf(byte[])} nor {@link #toArray()} shares its array with the caller, so a value of this type
 * can be a component of a record without opening it to later changes.
 */
public final class Bytes implements Comparable<Bytes> {
    /** The string of no bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] value;
    private final int offset;
    private final int size;

    private int hash;

    private Bytes(byte[] value) {
        this(value, 0, value.length);
    }

    private Bytes(byte[] value, int offset, int size) {
        this.value = value;
        this.offset = offset;
        this.size = size;
    }

    /** Copies the array. */
    public static Bytes copyOf(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source.clone());
    }

    /** Copies {@code length} bytes starting at {@code offset}. */
    public static Bytes copyOf(byte[] source, int offset, int length) {
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(source, offset, offset + length));
    }

    /**
     * Takes the array over without a copy. The caller hands it over for good and must never write to it again; meant
     * for decoders and stores on the hot path, which have just made the array themselves.
     */
    public static Bytes wrap(byte[] owned) {
        return owned.length == 0 ? EMPTY : new Bytes(owned);
    }

    /** The UTF-8 bytes of a text. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads hexadecimal digits of either case.
     *
     * @throws IllegalArgumentException when the text has an odd length or another character
     */
    public static Bytes fromHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    /** The number of bytes. */
    public int size() {
        return size;
    }

    /**
     * The byte at an index.
     *
     * @throws IndexOutOfBoundsException when there is none
     */
    public byte get(int index) {
        return value[offset + Objects.checkIndex(index, size)];
    }

    /**
     * A part of these bytes. Shares their array when it is at least half of that, so that a small part of something
     * large never keeps the whole in memory; otherwise it is a copy.
     *
     * @throws IndexOutOfBoundsException when the part is not within these bytes
     */
    public Bytes slice(int from, int count) {
        Objects.checkFromIndexSize(from, count, size);
        if (count == 0) {
            return EMPTY;
        }
        return count >= value.length - count
                ? new Bytes(value, offset + from, count)
                : copyOf(value, offset + from, count);
    }

    /**
     * A part of these bytes that always shares their array, and so keeps all of it in memory: for what lives no longer than
     * the whole. Whoever holds it for longer takes a {@link #compact()} one.
     *
     * @throws IndexOutOfBoundsException when the part is not within these bytes
     */
    public Bytes view(int from, int count) {
        Objects.checkFromIndexSize(from, count, size);
        return count == 0 ? EMPTY : new Bytes(value, offset + from, count);
    }

    /** The same bytes, beside which nothing else is kept in memory. */
    public Bytes compact() {
        return size == value.length ? this : copyOf(value, offset, size);
    }

    /** A fresh copy. */
    public byte[] toArray() {
        return Arrays.copyOfRange(value, offset, offset + size);
    }

    /** A read-only view, without a copy. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(value, offset, size).slice().asReadOnlyBuffer();
    }

    /** Copies all bytes into {@code target} at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(value, this.offset, target, offset, size);
    }

    /** Feeds all bytes to a digest, without a copy. */
    public void updateDigest(MessageDigest digest) {
        digest.update(value, offset, size);
    }

    /**
     * Feeds a part of the bytes to a digest, without a copy.
     *
     * @throws IndexOutOfBoundsException when the part is not within these bytes
     */
    public void updateDigest(MessageDigest digest, int from, int count) {
        Objects.checkFromIndexSize(from, count, size);
        digest.update(value, offset + from, count);
    }

    /**
     * The eight bytes from an index on as a number, the first of them the lowest.
     *
     * @throws IndexOutOfBoundsException when there are fewer
     */
    public long littleEndianAt(int index) {
        Objects.checkFromIndexSize(index, Long.BYTES, size);
        return (long) LITTLE_ENDIAN.get(value, offset + index);
    }

    /**
     * Whether the 32 bytes from an index on are a hash.
     *
     * @throws IndexOutOfBoundsException when there are fewer
     */
    public boolean hasAt(int index, Hash hash) {
        Objects.checkFromIndexSize(index, Hash.SIZE, size);
        return hash.isAt(value, offset + index);
    }

    /**
     * Whether other bytes stand from an index on.
     *
     * @throws IndexOutOfBoundsException when there are fewer
     */
    public boolean hasAt(int index, Bytes other) {
        Objects.checkFromIndexSize(index, other.size, size);
        int at = offset + index;
        return Arrays.equals(value, at, at + other.size, other.value, other.offset, other.offset + other.size);
    }

    /** The 32 bytes from an index on, as a hash. */
    Hash hashAt(int index) {
        Objects.checkFromIndexSize(index, Hash.SIZE, size);
        return Hash.of(value, offset + index);
    }

    /** The text that these bytes are in UTF-8. */
    public String toUtf8() {
        return new String(value, offset, size, StandardCharsets.UTF_8);
    }

    /** Lower-case hexadecimal. */
    public String toHex() {
        return HexFormat.of().formatHex(value, offset, offset + size);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                value, offset, offset + size, other.value, other.offset, other.offset + other.size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(value, offset, offset + size, that.value, that.offset, that.offset + that.size);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            int all = 1;
            for (int i = offset; i < offset + size; i++) {
                all = 31 * all + value[i];
            }
            hash = all; // keys are looked up for every message; threads that race find the same
        }
        return hash;
    }

    /** Hexadecimal, shortened when long; for people, not for parsing. */
    @Override
    public String toString() {
        return size <= 40 ? toHex() : HexFormat.of().formatHex(value, offset, offset + 32) + "… (" + size + " bytes)";
    }
}
