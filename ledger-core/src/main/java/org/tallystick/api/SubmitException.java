package org.tallystick.api;

/** A receipt was asked of a transaction that has none. */
public final class SubmitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SubmitResult result;

    SubmitException(SubmitResult result) {
        super(result.toString());
        this.result = result;
    }

    /** What became of the transaction instead; null only after Java serialization. */
    public SubmitResult result() {
        return result;
    }
}
