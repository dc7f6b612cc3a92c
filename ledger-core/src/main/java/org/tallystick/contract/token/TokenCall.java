package org.tallystick.contract.token;

import java.util.Objects;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** What can be asked of the token contract. {@link TokenCalls} turns these into the bytes of a transaction. */
public sealed interface TokenCall {
    /** The most characters in a symbol. */
    int MAX_SYMBOL = 32;

    /** The most bytes in a memo. */
    int MAX_MEMO = 1024;

    /**
     * Creates an amount of the sender's own asset. The first issue brings the asset into being.
     *
     * @param symbol an upper-case letter followed by at most 31 of A-Z, 0-9, '.', '-'
     * @param to who receives it
     * @param amount in the asset's smallest unit, positive
     */
    record Issue(String symbol, AccountId to, long amount) implements TokenCall {
        /** Checks the bounds. */
        public Issue {
            TokenRules.requireSymbol(symbol);
            Objects.requireNonNull(to, "to");
            TokenRules.requirePositive(amount);
        }
    }

    /**
     * Moves an amount from the sender to another account.
     *
     * @param asset see {@link TokenContract#assetId}
     * @param to who receives it; need not have been seen before
     * @param amount in the asset's smallest unit, positive
     * @param memo for the parties' own use, at most {@link #MAX_MEMO} bytes; it stays on the ledger for good, so it must
     *     hold nothing personal
     */
    record Transfer(Hash asset, AccountId to, long amount, Bytes memo) implements TokenCall {
        /** Checks the bounds. */
        public Transfer {
            Objects.requireNonNull(asset, "asset");
            Objects.requireNonNull(to, "to");
            TokenRules.requirePositive(amount);
            if (memo.size() > MAX_MEMO) {
                throw new IllegalArgumentException("a memo has at most 1024 bytes, not " + memo.size());
            }
        }
    }
}
