package org.tallystick.api;

/** The node has been closed, so it cannot answer. */
public final class LedgerClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a fixed message. */
    public LedgerClosedException() {
        super("this ledger node has been closed");
    }
}
