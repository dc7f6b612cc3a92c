package org.tallystick.api;

/** A running subscription. */
public interface Subscription extends AutoCloseable {
    /** Ends it; a call that is under way is not interrupted. Idempotent. */
    @Override
    void close();
}
