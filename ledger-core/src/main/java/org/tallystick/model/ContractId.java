package org.tallystick.model;

import java.util.regex.Pattern;

/**
 * Names a contract and with it the name space of its state.
 *
 * @param name lower-case letters, digits, dots and hyphens, a letter first, at most 64 characters
 */
public record ContractId(String name) implements Comparable<ContractId> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9.-]{0,63}");

    /** Checks the form. */
    public ContractId {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a contract id is a lower-case letter followed by at most 63 of a-z, 0-9,"
                            + " '.', '-'; this is not: " + name);
        }
    }

    @Override
    public int compareTo(ContractId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
