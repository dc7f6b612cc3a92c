package org.tallystick.api;

/**
 * A ledger cannot be opened as asked. The message says what is wrong and what would be right; nothing was changed on
 * disk beyond what opening an empty directory creates.
 */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public LedgerException(String message) {
        super(message);
    }

    /** With the reason and its cause. */
    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
