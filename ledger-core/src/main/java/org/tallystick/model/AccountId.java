package org.tallystick.model;

import java.util.Objects;

/**
 * Names an account for good. The id outlives the keys: it is derived from the account's first key, and stays when the
 * keys are changed.
 *
 * @param hash the digest that is the id
 */
public record AccountId(Hash hash) implements Comparable<AccountId> {
    /** Refuses null. */
    public AccountId {
        Objects.requireNonNull(hash, "hash");
    }

    /** Reads 64 hexadecimal digits. */
    public static AccountId fromHex(String hex) {
        return new AccountId(Hash.fromHex(hex));
    }

    @Override
    public int compareTo(AccountId other) {
        return hash.compareTo(other.hash);
    }

    @Override
    public String toString() {
        return hash.toHex();
    }
}
