package org.tallystick.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;

/**
 * Writes the ledger's canonical encoding: big-endian integers of fixed width, and lengths of fixed width before
 * anything that varies. There is one way to write each value. Grows as needed; not safe for use by several threads.
 */
public final class CanonicalWriter {
    private byte[] buffer;
    private int size;

    /** With room for {@code expected} bytes before it has to grow. */
    public CanonicalWriter(int expected) {
        buffer = new byte[Math.max(16, expected)];
    }

    /** One byte, 0 to 255. */
    public CanonicalWriter u8(int value) {
        checkRange(value, 0xFF);
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    /** Two bytes, 0 to 65,535. */
    public CanonicalWriter u16(int value) {
        checkRange(value, 0xFFFF);
        reserve(2);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
        return this;
    }

    /** Four bytes, 0 to 2³¹ − 1. */
    public CanonicalWriter u32(int value) {
        checkRange(value, Integer.MAX_VALUE);
        reserve(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Eight bytes, 0 to 2⁶³ − 1. */
    public CanonicalWriter u64(long value) {
        checkRange(value, Long.MAX_VALUE);
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Thirty-two bytes. */
    public CanonicalWriter hash(Hash value) {
        reserve(Hash.SIZE);
        value.copyTo(buffer, size);
        size += Hash.SIZE;
        return this;
    }

    /** Bytes whose number the reader knows. */
    public CanonicalWriter raw(Bytes value) {
        reserve(value.size());
        value.copyTo(buffer, size);
        size += value.size();
        return this;
    }

    /** A four-byte length and that many bytes. */
    public CanonicalWriter bytes32(Bytes value) {
        return u32(value.size()).raw(value);
    }

    /**
     * Leaves room for a four-byte length of what is written next.
     *
     * @return where it begins, to be handed to {@link #end32}
     */
    int begin32() {
        u32(0);
        return size;
    }

    /** Writes the length of what has been written since {@link #begin32}. */
    void end32(int begin) {
        int length = size - begin;
        size = begin - 4;
        u32(length);
        size += length;
    }

    /** A two-byte length and that many bytes, at most 65,535. */
    public CanonicalWriter bytes16(Bytes value) {
        return u16(value.size()).raw(value);
    }

    /**
     * A two-byte length and the UTF-8 bytes of a text.
     *
     * @throws IllegalArgumentException when half of a surrogate pair stands alone in it, as no bytes can mean that
     */
    public CanonicalWriter text(String value) {
        if (isAscii(value)) {
            return ascii(value);
        }
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            int length = utf8.remaining();
            u16(length);
            reserve(length);
            utf8.get(buffer, size, length);
            size += length;
            return this;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("half of a surrogate pair stands alone in a text", e);
        }
    }

    private CanonicalWriter ascii(String value) {
        u16(value.length());
        reserve(value.length());
        for (int i = 0; i < value.length(); i++) {
            buffer[size++] = (byte) value.charAt(i);
        }
        return this;
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The scheme's tag and the key, whose length the scheme tells. */
    public CanonicalWriter publicKey(PublicKey key) {
        return u8(key.scheme().tag()).raw(key.encoded());
    }

    /** How many bytes have been written. */
    public int size() {
        return size;
    }

    /** A copy of what has been written. */
    public byte[] toArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** What has been written. */
    public Bytes toBytes() {
        // a full buffer is handed over, as whatever is written next makes a larger one
        return size == buffer.length ? Bytes.wrap(buffer) : Bytes.copyOf(buffer, 0, size);
    }

    private static void checkRange(long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(value + " does not fit; the range is 0 to " + max);
        }
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > buffer.length) {
            buffer =
                    Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, buffer.length * 2L)));
        }
    }
}
