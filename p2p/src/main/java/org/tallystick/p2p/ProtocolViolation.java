package org.tallystick.p2p;

/** A peer sent what no correct node sends; the message says what. The connection does not survive it. */
final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String message) {
        super(message);
    }

    ProtocolViolation(String message, Throwable cause) {
        super(message, cause);
    }
}
