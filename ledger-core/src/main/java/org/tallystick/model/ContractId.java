package org.tallystick.model;

/**
 * Names a contract and with it the name space of its state.
 *
 * @param name lower-case letters, digits, dots and hyphens, a letter first, at most 64 characters
 */
public record ContractId(String name) implements Comparable<ContractId> {
    private static final int MAX = 64;

    /** Checks the form. */
    public ContractId {
        if (!isWellFormed(name)) {
            throw new IllegalArgumentException(
                    "a contract id is a lower-case letter followed by at most 63 of a-z, 0-9,"
                            + " '.', '-'; this is not: " + name);
        }
    }

    private static boolean isWellFormed(String name) {
        boolean good = !name.isEmpty() && name.length() <= MAX && isLetter(name.charAt(0));
        for (int i = 1; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = isLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
        }
        return good;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
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
