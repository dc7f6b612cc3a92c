package org.tallystick.testkit.architecture;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Does what resembles a banned call and is none. */
@SuppressWarnings({"unused", "JavaUtilDate"})
final class Innocent {
    byte[] encodes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String decodes(byte[] bytes) {
        return new String(bytes, 0, 1, StandardCharsets.UTF_8);
    }

    String decodesBuffer(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }

    String lowers(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    String formats(int number) {
        return String.format(Locale.ROOT, "%d", number);
    }

    Object convertsTime(long millis) {
        return new Date(millis);
    }

    Object convertsInstant(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    long readsGivenClock(Clock clock) {
        return clock.millis();
    }

    void describesFault(Throwable fault, PrintWriter out) {
        fault.printStackTrace(out);
    }

    CompletableFuture<Void> runs(Runnable task, Executor executor) {
        return CompletableFuture.runAsync(task, executor);
    }
}
