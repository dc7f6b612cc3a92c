package org.tallystick.codec;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A value in a JSON text together with where it stands, so that whatever is wrong with it can be pointed at. The typed
 * accessors refuse a value of another type.
 */
final class JsonNode {
    private static final int MAX_QUOTE = 80;

    private final String source;
    private final int offset;
    private final String path;
    private final Object value;

    /**
     * A value.
     *
     * @param value a String, Long, Boolean, List of nodes, Map from names to nodes, or what stands for null
     */
    JsonNode(String source, int offset, String path, Object value) {
        this.source = source;
        this.offset = offset;
        this.path = path;
        this.value = value;
    }

    /** Builds something out of values; an IllegalArgumentException says why they do not fit. */
    interface Maker<T> {
        T make() throws MalformedException;
    }

    /** The members of an object that has exactly these names. */
    Map<String, JsonNode> object(Set<String> names) throws MalformedException {
        Map<String, JsonNode> members = members();
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
            if (!names.contains(member.getKey())) {
                throw member.getValue()
                        .error("unknown name \"" + shorten(member.getKey()) + "\"; known here: " + names);
            }
        }
        for (String name : names) {
            if (!members.containsKey(name)) {
                throw error("\"" + name + "\" is missing; needed here: " + names);
            }
        }
        return members;
    }

    /** The members of an object, whatever their names. */
    @SuppressWarnings("unchecked")
    Map<String, JsonNode> members() throws MalformedException {
        return (Map<String, JsonNode>) typed(Map.class, "an object {…}");
    }

    /** The items of a list with at most {@code max}. */
    @SuppressWarnings("unchecked")
    List<JsonNode> list(int max) throws MalformedException {
        List<JsonNode> items = (List<JsonNode>) typed(List.class, "a list […]");
        if (items.size() > max) {
            throw error("the list has " + items.size() + " items; at most " + max + " are allowed");
        }
        return items;
    }

    /** A text. */
    String text() throws MalformedException {
        return (String) typed(String.class, "a text \"…\"");
    }

    /** A truth value. */
    boolean truth() throws MalformedException {
        return (Boolean) typed(Boolean.class, "true or false");
    }

    /** A whole number within bounds. */
    long number(long min, long max) throws MalformedException {
        String expected = min == max ? "the number " + min : "a whole number from " + min + " to " + max;
        long number = (Long) typed(Long.class, expected);
        if (number < min || number > max) {
            throw expected(expected);
        }
        return number;
    }

    /** A whole number from 0 to 2³¹ − 1. */
    int natural() throws MalformedException {
        return (int) number(0, Integer.MAX_VALUE);
    }

    /** What a maker makes, or an error at this place with the maker's reason. */
    <T> T make(Maker<T> maker) throws MalformedException {
        try {
            return maker.make();
        } catch (IllegalArgumentException e) {
            throw new MalformedException(where() + e.getMessage(), e);
        }
    }

    /** An error at this place that says what was found and what would be right. */
    MalformedException expected(String what) {
        return error("expected " + what + ", but found " + describe());
    }

    /** An error at this place. */
    MalformedException error(String message) {
        return new MalformedException(where() + message);
    }

    private String where() {
        return where(source, offset, path);
    }

    /** Line and column, both from 1, and path, in the form that starts every message. */
    static String where(String source, int offset, String path) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            if (source.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return line + ":" + (offset - lineStart + 1) + " at " + path + ": ";
    }

    /** A text cut to what a message can hold, without characters that upset a terminal. */
    static String shorten(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(MAX_QUOTE).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > MAX_QUOTE
                ? out.append('…').toString()
                : out.toString();
    }

    private Object typed(Class<?> type, String expected) throws MalformedException {
        if (!type.isInstance(value)) {
            throw expected(expected);
        }
        return value;
    }

    private String describe() {
        if (value instanceof String text) {
            return "\"" + shorten(text) + "\"";
        }
        if (value instanceof Map<?, ?>) {
            return "an object";
        }
        return value instanceof List<?> ? "a list" : String.valueOf(value);
    }
}
