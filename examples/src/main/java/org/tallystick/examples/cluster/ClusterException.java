package org.tallystick.examples.cluster;

/** The cluster cannot do what was asked; the message says why, for the person who asked. */
final class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
