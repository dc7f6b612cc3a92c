package org.tallystick.internal.node;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Spreads checks over some threads and tells the joint result once, on the thread that finished last. */
final class SignaturePool {
    /** Fewer are not worth a part of their own. */
    private static final int FEWEST = 8;

    /** More in a part gain little. */
    private static final int MOST = 64;

    private final Executor workers;
    private final int parallelism;

    /** Checks on the given threads. */
    SignaturePool(Executor workers, int parallelism) {
        this.workers = workers;
        this.parallelism = parallelism;
    }

    /**
     * Checks all items; after the first bad one the rest may be left out.
     *
     * @param allGood whether all of a part are good
     */
    <T> void checkAll(List<T> items, Predicate<List<T>> allGood, Consumer<Boolean> result) {
        if (items.isEmpty()) {
            result.accept(true);
            return;
        }
        int share = (items.size() + parallelism - 1) / parallelism;
        int size = Math.min(MOST, Math.max(FEWEST, share));
        if (items.size() <= size) {
            checkInOnePart(items, allGood, result);
            return;
        }
        int parts = (items.size() + size - 1) / size;
        AtomicBoolean soFar = new AtomicBoolean(true);
        AtomicInteger left = new AtomicInteger(parts);
        for (int from = 0; from < items.size(); from += size) {
            List<T> part = items.subList(from, Math.min(items.size(), from + size));
            workers.execute(() -> {
                boolean partGood = false;
                try {
                    partGood = !soFar.get() || allGood.test(part);
                } finally {
                    if (!partGood) {
                        soFar.set(false);
                    }
                    if (left.decrementAndGet() == 0) {
                        result.accept(soFar.get());
                    }
                }
            });
        }
    }

    private <T> void checkInOnePart(List<T> items, Predicate<List<T>> allGood, Consumer<Boolean> result) {
        workers.execute(() -> {
            boolean good = false;
            try {
                good = allGood.test(items);
            } finally {
                result.accept(good);
            }
        });
    }
}
