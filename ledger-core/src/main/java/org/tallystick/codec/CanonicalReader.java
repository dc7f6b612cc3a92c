package org.tallystick.codec;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * Reads what {@link CanonicalWriter} writes, strictly: a length beyond the input, a value out of range, malformed
 * UTF-8 or bytes left over are refused. Never allocates more than the input could hold.
 */
public final class CanonicalReader {
    private final boolean sharing;
    private Bytes source;
    private int position;

    /** Reads a whole array, which must not be written to any more: what is read may share it. */
    public CanonicalReader(byte[] source) {
        this(Bytes.wrap(source), false);
    }

    private CanonicalReader(Bytes source, boolean sharing) {
        this.source = source;
        this.sharing = sharing;
    }

    /** Reads a string of bytes. */
    public static CanonicalReader of(Bytes bytes) {
        return new CanonicalReader(bytes, false);
    }

    /** Reads a string of bytes, whose parts will be views of it: for what lives no longer than the whole. */
    public static CanonicalReader sharing(Bytes bytes) {
        return new CanonicalReader(bytes, true);
    }

    /** Goes on with another string of bytes, from its beginning. */
    void restart(Bytes bytes) {
        source = bytes;
        position = 0;
    }

    /** One byte. */
    public int u8(String what) throws MalformedException {
        need(1, what);
        return source.get(position++) & 0xFF;
    }

    /** Two bytes. */
    public int u16(String what) throws MalformedException {
        need(2, what);
        int value = peekU16();
        position += 2;
        return value;
    }

    /** Four bytes that make a number from 0 to {@code max}. */
    public int u32(String what, int max) throws MalformedException {
        need(4, what);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (source.get(position++) & 0xFF);
        }
        if (value < 0 || value > max) {
            throw new MalformedException(what + " is " + Integer.toUnsignedString(value) + ", at most " + max);
        }
        return value;
    }

    /** Eight bytes that make a number from 0 to 2⁶³ − 1. */
    public long u64(String what) throws MalformedException {
        need(8, what);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (source.get(position++) & 0xFF);
        }
        if (value < 0) {
            throw new MalformedException(what + " is " + Long.toUnsignedString(value) + ", at most " + Long.MAX_VALUE);
        }
        return value;
    }

    /** Thirty-two bytes. */
    public Hash hash(String what) throws MalformedException {
        need(Hash.SIZE, what);
        Hash hash = Hash.of(source, position);
        position += Hash.SIZE;
        return hash;
    }

    /** Thirty-two bytes, which are likely to be a hash that is at hand. */
    Hash hash(String what, Hash likely) throws MalformedException {
        need(Hash.SIZE, what);
        Hash hash = source.hasAt(position, likely) ? likely : Hash.of(source, position);
        position += Hash.SIZE;
        return hash;
    }

    /** A known number of bytes. */
    public Bytes raw(String what, int length) throws MalformedException {
        need(length, what);
        Bytes bytes = sharing ? source.view(position, length) : source.slice(position, length);
        position += length;
        return bytes;
    }

    /** A four-byte length, at most {@code max}, and that many bytes. */
    public Bytes bytes32(String what, int max) throws MalformedException {
        int length = u32(what, Integer.MAX_VALUE); // no text is put together unless there is something to complain of
        if (length > max) {
            throw new MalformedException("length of " + what + " is " + length + ", at most " + max);
        }
        return raw(what, length);
    }

    /** A two-byte length, at most {@code max}, and that many bytes. */
    public Bytes bytes16(String what, int max) throws MalformedException {
        int length = u16(what);
        if (length > max) {
            throw new MalformedException(what + " has " + length + " bytes, at most " + max);
        }
        return raw(what, length);
    }

    /** Passes over what {@link #bytes16} would read. */
    public void skip16(String what, int max) throws MalformedException {
        int length = u16(what);
        if (length > max) {
            throw new MalformedException(what + " has " + length + " bytes, at most " + max);
        }
        need(length, what);
        position += length;
    }

    /** The same, when it is likely to be one that is at hand. */
    Bytes bytes16(String what, int max, Bytes likely) throws MalformedException {
        int size = likely.size();
        if (size <= max && remaining() >= 2 + size && peekU16() == size && source.hasAt(position + 2, likely)) {
            position += 2 + size;
            return likely;
        }
        return bytes16(what, max);
    }

    /** A two-byte length and that many bytes of well-formed UTF-8. */
    public String text(String what, int maxBytes) throws MalformedException {
        return text(what, bytes16(what, maxBytes));
    }

    /** The text that bytes are in well-formed UTF-8. */
    static String text(String what, Bytes utf8) throws MalformedException {
        if (isAscii(utf8)) {
            return utf8.toUtf8();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(utf8.toBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(what + " is not UTF-8", e);
        }
    }

    private static boolean isAscii(Bytes bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A scheme's tag and a key of that scheme. */
    public PublicKey publicKey(String what) throws MalformedException {
        SignatureScheme scheme = scheme(what);
        return new PublicKey(scheme, raw(what, scheme.keySize()));
    }

    /** A scheme's tag. */
    public SignatureScheme scheme(String what) throws MalformedException {
        int tag = u8(what);
        try {
            return SignatureScheme.ofTag(tag);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(what + ": " + e.getMessage(), e);
        }
    }

    /** How many bytes have been read or stepped over. */
    public int position() {
        return position;
    }

    /** Steps over bytes that are read in another way, and returns where they begin. */
    int skip(String what, int length) throws MalformedException {
        need(length, what);
        int from = position;
        position += length;
        return from;
    }

    /** How many bytes are left. */
    public int remaining() {
        return source.size() - position;
    }

    /** Refuses bytes that are left over. */
    public void end(String what) throws MalformedException {
        if (position != source.size()) {
            throw new MalformedException(
                    what + " is followed by " + (source.size() - position) + " bytes that do not belong to it");
        }
    }

    private int peekU16() {
        return (source.get(position) & 0xFF) << 8 | (source.get(position + 1) & 0xFF);
    }

    private void need(int count, String what) throws MalformedException {
        if (count > source.size() - position) {
            throw new MalformedException(
                    what + " needs " + count + " bytes, but only " + (source.size() - position) + " are left");
        }
    }
}
