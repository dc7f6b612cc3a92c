package org.tallystick.benchmarks.lab;

import java.math.BigDecimal;

/** Lengths of time as people write them. */
final class Spans {
    private Spans() {}

    /**
     * Reads a whole number.
     *
     * @param what it is part of, for the complaint
     * @throws IllegalArgumentException if it is none
     */
    static int wholeNumber(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + what + "\": " + text + " is no whole number", e);
        }
    }

    /**
     * Reads {@code 250ms}, {@code 60s}, {@code 2m} or {@code 1.5h} as nanoseconds.
     *
     * @throws IllegalArgumentException if it is none
     */
    static long parse(String text) {
        int digits = 0;
        while (digits < text.length()
                && (Character.digit(text.charAt(digits), 10) >= 0 || text.charAt(digits) == '.')) {
            digits++;
        }
        long unit = switch (text.substring(digits)) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0;
        };
        if (digits == 0 || unit == 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no length of time; write 250ms, 60s, 2m or 1.5h");
        }
        try {
            return new BigDecimal(text.substring(0, digits))
                    .multiply(BigDecimal.valueOf(unit))
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no length of time", e);
        }
    }
}
