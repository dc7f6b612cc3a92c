package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Keeps interrupts away from file channels. Interrupting a thread that uses a channel closes the channel, so a host that
 * interrupts one of its threads would break the journal.
 */
final class Interrupts {
    private static final int MAX_ATTEMPTS = 1000;

    private Interrupts() {}

    /** File work that opens its channel if it is not open, and does the same when it is done again. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does the work, again when it was interrupted, and leaves the thread interrupted if it was. */
    static <T> T shield(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    if (attempt == MAX_ATTEMPTS) {
                        throw new IOException("interrupted " + MAX_ATTEMPTS + " times in a row", e);
                    }
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
