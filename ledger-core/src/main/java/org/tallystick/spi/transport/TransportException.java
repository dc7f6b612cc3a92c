package org.tallystick.spi.transport;

/** The transport cannot start; the message names the address and the reason. */
public final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
