package org.tallystick.model;

import java.util.List;

/**
 * What the ledger holds of an account whose keys are not simply its first key.
 *
 * @param keys the current keys, ascending, none twice, 1 to {@link #MAX_KEYS}
 * @param threshold how many of them must sign, at least 1, at most the number of keys
 * @param delegates accounts that may together replace the keys when they are lost; ascending, none twice, at most
 *     {@link #MAX_DELEGATES}
 */
public record AccountRecord(List<PublicKey> keys, int threshold, List<AccountId> delegates) {
    /** The most keys of an account. */
    public static final int MAX_KEYS = 16;

    /** The most recovery delegates of an account. */
    public static final int MAX_DELEGATES = 16;

    /** Checks order and bounds, and copies the lists. */
    public AccountRecord {
        keys = List.copyOf(keys);
        delegates = List.copyOf(delegates);
        if (keys.isEmpty() || keys.size() > MAX_KEYS || delegates.size() > MAX_DELEGATES) {
            throw new IllegalArgumentException("an account has 1 to 16 keys and at most 16 delegates");
        }
        if (threshold < 1 || threshold > keys.size()) {
            throw new IllegalArgumentException(
                    "threshold must be from 1 to the number of keys, " + keys.size() + ", not " + threshold);
        }
        requireAscending(keys, "keys");
        requireAscending(delegates, "delegates");
    }

    private static <T extends Comparable<T>> void requireAscending(List<T> list, String what) {
        for (int i = 1; i < list.size(); i++) {
            if (list.get(i - 1).compareTo(list.get(i)) >= 0) {
                throw new IllegalArgumentException("the " + what + " of an account must ascend, none twice");
            }
        }
    }
}
