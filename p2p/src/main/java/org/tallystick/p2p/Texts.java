package org.tallystick.p2p;

/** Texts that come from elsewhere. */
final class Texts {
    private static final int MAX = 200;

    private Texts() {}

    /** A peer's words, made fit for a log: short, and without control characters. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .limit(MAX)
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
