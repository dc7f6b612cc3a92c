package org.tallystick.contract.token;

import java.util.regex.Pattern;

/** The bounds that calls, events and state share. */
final class TokenRules {
    private static final Pattern SYMBOL = Pattern.compile("[A-Z][A-Z0-9.-]{0," + (TokenCall.MAX_SYMBOL - 1) + "}");

    private TokenRules() {}

    static void requireSymbol(String symbol) {
        if (!SYMBOL.matcher(symbol).matches()) {
            throw new IllegalArgumentException("a symbol is an upper-case letter followed by at most "
                    + (TokenCall.MAX_SYMBOL - 1) + " of A-Z, 0-9, '.', '-'; this is not: " + symbol);
        }
    }

    static void requirePositive(long amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException("an amount must be positive, not " + amount);
        }
    }
}
