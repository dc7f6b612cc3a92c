package org.tallystick.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes, compared by content and ordered as unsigned bytes.
 *
 * <p>Neither {@link #copyOf(byte[])} nor {@link #toArray()} shares its array with the caller, so a value of this type
 * can be a component of a record without opening it to later changes.
 */
public final class Bytes implements Comparable<Bytes> {
    /** The string of no bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private int hash;

    private Bytes(byte[] value) {
        this.value = value;
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
        return value.length;
    }

    /** The byte at an index. */
    public byte get(int index) {
        return value[index];
    }

    /** A fresh copy. */
    public byte[] toArray() {
        return value.clone();
    }

    /** A read-only view, without a copy. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(value).asReadOnlyBuffer();
    }

    /** Copies all bytes into {@code target} at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(value, 0, target, offset, value.length);
    }

    /** Feeds all bytes to a digest, without a copy. */
    public void updateDigest(MessageDigest digest) {
        digest.update(value);
    }

    /** The text that these bytes are in UTF-8. */
    public String toUtf8() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** Lower-case hexadecimal. */
    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(value); // keys are looked up for every message; threads that race find the same
        }
        return hash;
    }

    /** Hexadecimal, shortened when long; for people, not for parsing. */
    @Override
    public String toString() {
        return value.length <= 40 ? toHex() : HexFormat.of().formatHex(value, 0, 32) + "… (" + value.length + " bytes)";
    }
}
