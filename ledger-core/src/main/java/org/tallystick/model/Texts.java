package org.tallystick.model;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bounds of the texts in records, so that each text has exactly one byte form. */
final class Texts {
    private Texts() {}

    /** Refuses a text that is no UTF-8 (half of a surrogate pair alone), or whose UTF-8 is too short or too long. */
    static void requireUtf8(String text, int min, int max, String what) {
        int size;
        try {
            size = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + " has half of a surrogate pair, which UTF-8 cannot hold", e);
        }
        if (size < min || size > max) {
            throw new IllegalArgumentException(
                    what + " has " + min + " to " + max + " bytes of UTF-8, not " + size + ": " + text);
        }
    }

    /** Refuses a text that is not 1 to {@code max} printable characters of ASCII. */
    static void requireAscii(String text, int max, String what) {
        boolean printable = text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
        if (text.isEmpty() || text.length() > max || !printable) {
            throw new IllegalArgumentException(what + " has 1 to " + max + " printable ASCII characters: " + text);
        }
    }
}
