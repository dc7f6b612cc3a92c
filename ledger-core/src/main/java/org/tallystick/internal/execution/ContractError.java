package org.tallystick.internal.execution;

/** A contract met an Error, which other nodes may not meet: the node must stop rather than guess an outcome. */
public final class ContractError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the place and the error. */
    public ContractError(String message, Throwable cause) {
        super(message, cause);
    }
}
