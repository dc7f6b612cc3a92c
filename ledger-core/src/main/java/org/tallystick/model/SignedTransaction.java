package org.tallystick.model;

import java.util.List;
import java.util.Objects;

/**
 * A transaction with its signatures.
 *
 * @param body what is asked
 * @param witnesses one to {@link #MAX_WITNESSES} signatures over the body, in ascending order of their keys, no key
 *     twice
 */
public record SignedTransaction(Transaction body, List<Witness> witnesses) {
    /** The most signatures that one transaction carries. */
    public static final int MAX_WITNESSES = 16;

    /** Checks count and order, and copies the list. */
    public SignedTransaction {
        Objects.requireNonNull(body, "body");
        witnesses = List.copyOf(witnesses);
        if (witnesses.isEmpty() || witnesses.size() > MAX_WITNESSES) {
            throw new IllegalArgumentException("a transaction carries 1 to 16 signatures, not " + witnesses.size());
        }
        for (int i = 1; i < witnesses.size(); i++) {
            if (witnesses.get(i - 1).key().compareTo(witnesses.get(i).key()) >= 0) {
                throw new IllegalArgumentException(
                        "signatures must stand in ascending order of their keys, none twice");
            }
        }
    }
}
