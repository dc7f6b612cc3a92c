package org.tallystick.codec;

/** Bytes that are not the one encoding of anything. The message says what was wrong, and where. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public MalformedException(String message) {
        super(message);
    }

    /** With the reason and what revealed it. */
    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
