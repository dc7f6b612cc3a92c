package org.tallystick.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON text (RFC 8259), and less than that allows: no name twice in an object, whole numbers of 64 bits only, no
 * half of a surrogate pair, no deep nesting, nothing after the value. Every error names line, column and path.
 */
final class StrictJson {
    /** The most bytes of UTF-8 in a text. */
    static final int MAX_BYTES = 4 << 20;

    /** How many objects and lists may stand inside one another. */
    static final int MAX_DEPTH = 16;

    /** Stands for JSON's null, which nothing here has a use for. */
    private static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private final String source;
    private int position;

    private StrictJson(String source) {
        this.source = source;
    }

    /** Reads bytes of UTF-8. */
    static JsonNode parse(byte[] utf8) throws MalformedException {
        requireSize(utf8.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CharBuffer out = CharBuffer.allocate(utf8.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new MalformedException(JsonNode.where(text, text.length(), "$") + "byte " + in.position()
                    + " begins no UTF-8 character; the file must be UTF-8");
        }
        return new StrictJson(text).document();
    }

    /** Reads a text. */
    static JsonNode parse(String text) throws MalformedException {
        requireSize(text.getBytes(StandardCharsets.UTF_8).length);
        return new StrictJson(text).document();
    }

    private static void requireSize(int size) throws MalformedException {
        if (size > MAX_BYTES) {
            throw new MalformedException("the JSON has more than " + MAX_BYTES + " bytes");
        }
    }

    private JsonNode document() throws MalformedException {
        if (source.startsWith("\uFEFF")) {
            throw error("$", "a byte order mark; save the file as UTF-8 without one");
        }
        JsonNode node = value("$", 0);
        skipSpace();
        if (position < source.length()) {
            throw error("$", "expected the end of the text after the value, but found " + found());
        }
        return node;
    }

    private JsonNode value(String path, int depth) throws MalformedException {
        skipSpace();
        int start = position;
        char next = peek();
        if ((next == '{' || next == '[') && depth >= MAX_DEPTH) {
            throw error(path, "more than " + MAX_DEPTH + " objects and lists stand inside one another");
        }
        Object value;
        if (next == '{') {
            value = object(path, depth);
        } else if (next == '[') {
            value = list(path, depth);
        } else if (next == '"') {
            value = string(path);
        } else if (next == '-' || isDigit(next)) {
            value = number(path);
        } else {
            value = word(path);
        }
        return new JsonNode(source, start, path, value);
    }

    private Map<String, JsonNode> object(String path, int depth) throws MalformedException {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        position++;
        skipSpace();
        if (peek() == '}') {
            position++;
            return members;
        }
        while (true) {
            skipSpace();
            int start = position;
            if (peek() != '"') {
                throw error(path, "expected a name \"…\", but found " + found());
            }
            String name = string(path);
            String memberPath = path + "." + JsonNode.shorten(name);
            if (members.containsKey(name)) {
                position = start;
                throw error(memberPath, "the name \"" + JsonNode.shorten(name) + "\" stands here a second time");
            }
            skipSpace();
            take(':', memberPath, "':' after the name");
            members.put(name, value(memberPath, depth + 1));
            skipSpace();
            if (peek() == '}') {
                position++;
                return members;
            }
            take(',', path, "',' or '}'");
        }
    }

    private List<JsonNode> list(String path, int depth) throws MalformedException {
        List<JsonNode> items = new ArrayList<>();
        position++;
        skipSpace();
        if (peek() == ']') {
            position++;
            return items;
        }
        while (true) {
            items.add(value(path + "[" + items.size() + "]", depth + 1));
            skipSpace();
            if (peek() == ']') {
                position++;
                return items;
            }
            take(',', path, "',' or ']'");
        }
    }

    private String string(String path) throws MalformedException {
        int start = position;
        StringBuilder out = new StringBuilder();
        position++;
        while (peek() != '"') {
            if (position >= source.length()) {
                position = start;
                throw error(path, "the text that starts here has no closing '\"'");
            }
            char c = peek();
            if (c < 0x20) {
                throw error(path, "a control character inside a text; write it as an escape");
            }
            position++;
            out.append(c == '\\' ? escape(path) : c);
        }
        position++;
        requirePairs(out, start, path);
        return out.toString();
    }

    private char escape(String path) throws MalformedException {
        char c = peek();
        position++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode(path);
            default -> {
                position -= 2;
                throw error(
                        path,
                        "an unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits");
            }
        };
    }

    private char unicode(String path) throws MalformedException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw error(path, "expected four hexadecimal digits after \\u, but found " + found());
            }
            value = value << 4 | digit;
            position++;
        }
        return (char) value;
    }

    private void requirePairs(CharSequence text, int start, String path) throws MalformedException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                position = start;
                throw error(path, "the text that starts here has half of a surrogate pair, which is no character");
            }
        }
    }

    private Long number(String path) throws MalformedException {
        int start = position;
        position++;
        while (isDigit(peek()) || "+-.eE".indexOf(peek()) >= 0) {
            position++;
        }
        String text = source.substring(start, position);
        if (!text.matches("0|-?[1-9][0-9]{0,18}")) {
            position = start;
            throw error(
                    path,
                    "expected a whole number, without leading zeros, point or exponent, but found "
                            + JsonNode.shorten(text));
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            position = start;
            throw error(path, "the number " + text + " is beyond 64 bits");
        }
    }

    private Object word(String path) throws MalformedException {
        if (takeWord("true")) {
            return true;
        }
        if (takeWord("false")) {
            return false;
        }
        if (takeWord("null")) {
            return NULL;
        }
        throw error(path, "expected a value, but found " + found());
    }

    private boolean takeWord(String word) {
        boolean here = source.startsWith(word, position);
        if (here) {
            position += word.length();
        }
        return here;
    }

    private void take(char wanted, String path, String expected) throws MalformedException {
        if (peek() != wanted) {
            throw error(path, "expected " + expected + ", but found " + found());
        }
        position++;
    }

    private void skipSpace() {
        while (position < source.length() && " \t\r\n".indexOf(source.charAt(position)) >= 0) {
            position++;
        }
    }

    /** The next character, or NUL at the end, which no rule accepts. */
    private char peek() {
        return position < source.length() ? source.charAt(position) : '\0';
    }

    private String found() {
        return position < source.length()
                ? "'" + JsonNode.shorten(Character.toString(source.codePointAt(position))) + "'"
                : "the end of the text";
    }

    private MalformedException error(String path, String message) {
        return new MalformedException(JsonNode.where(source, position, path) + message);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
