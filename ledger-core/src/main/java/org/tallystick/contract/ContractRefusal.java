package org.tallystick.contract;

/** Thrown by a contract to decline a call; an outcome, not an error. Code and message become part of the receipt. */
public final class ContractRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Declines.
     *
     * @param code stable and for programs, 1 to 64 printable characters of ASCII
     * @param message for people; must be the same on every node
     */
    public ContractRefusal(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The code for programs. */
    public String code() {
        return code;
    }
}
