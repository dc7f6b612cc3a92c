package org.tallystick.internal.node;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Spreads checks over all processors and tells the joint result once, on the thread that finished last. */
final class SignaturePool {
    private static final int CHUNK = 16;

    private final Executor workers;

    /** Checks on the given threads. */
    SignaturePool(Executor workers) {
        this.workers = workers;
    }

    /** Checks all items; after the first bad one the rest may be left out. */
    <T> void checkAll(List<T> items, Predicate<T> good, Consumer<Boolean> result) {
        int chunks = (items.size() + CHUNK - 1) / CHUNK;
        if (chunks == 0) {
            result.accept(true);
            return;
        }
        AtomicBoolean allGood = new AtomicBoolean(true);
        AtomicInteger left = new AtomicInteger(chunks);
        for (int chunk = 0; chunk < chunks; chunk++) {
            List<T> part = items.subList(chunk * CHUNK, Math.min(items.size(), (chunk + 1) * CHUNK));
            workers.execute(() -> {
                boolean partGood = false;
                try {
                    partGood = !allGood.get() || part.stream().allMatch(good);
                } finally {
                    if (!partGood) {
                        allGood.set(false);
                    }
                    if (left.decrementAndGet() == 0) {
                        result.accept(allGood.get());
                    }
                }
            });
        }
    }
}
