package org.tallystick.internal.node;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Waits on behalf of the application. They end on the thread for callbacks, as the application's code may follow, and
 * at once when the node closes, as no timer runs any more then. Safe for use by several threads.
 */
final class Pauses {
    private final NodeRuntime runtime;
    private final Executor callbacks;
    private final Set<CompletableFuture<Void>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Pauses(NodeRuntime runtime, Executor callbacks) {
        this.runtime = runtime;
        this.callbacks = callbacks;
    }

    /** Completes after a while, or when the node closes. */
    CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> pause = new CompletableFuture<>();
        open.add(pause);
        runtime.schedule(delay, () -> callbacks.execute(() -> end(pause)));
        if (closed) {
            end(pause);
        }
        return pause;
    }

    private void end(CompletableFuture<Void> pause) {
        open.remove(pause);
        pause.complete(null);
    }

    /** Ends all, on the calling thread; after the runtime has stopped. */
    void close() {
        closed = true;
        open.forEach(this::end);
    }
}
