package org.tallystick.internal.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.tallystick.api.SubmitResult;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;

/**
 * Who waits for the outcome of which transaction, and for a while what became of those that were dropped. Bounded. Safe
 * for use by several threads; futures complete on a thread of their own, so a slow application delays nothing else.
 */
final class Submissions {
    private static final int MAX_WAITING = 100_000;
    private static final int REMEMBERED = 20_000;

    private record Waiting(long validUntil, List<CompletableFuture<SubmitResult>> futures) {}

    /** An outcome on its way to those who wait for it. Equal to itself only. */
    private static final class Answer {
        private final List<CompletableFuture<SubmitResult>> futures;
        private final SubmitResult result;

        Answer(List<CompletableFuture<SubmitResult>> futures, SubmitResult result) {
            this.futures = futures;
            this.result = result;
        }

        void tell() {
            futures.forEach(future -> future.complete(result));
        }
    }

    private final Executor callbacks;
    private final Map<Hash, Waiting> waiting = new LinkedHashMap<>(); // guarded by this
    private final Map<Hash, String> dropped = new LinkedHashMap<>() { // guarded by this
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Hash, String> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private final Set<Answer> untold = new LinkedHashSet<>(); // guarded by this
    private boolean closed; // guarded by this

    Submissions(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /** Adds a waiter; false when there are too many. After the node's end it gets its answer at once. */
    synchronized boolean add(Hash id, long validUntil, CompletableFuture<SubmitResult> future) {
        if (closed) {
            future.complete(new SubmitResult.Indeterminate(id, "the node has stopped"));
            return true;
        }
        if (waiting.size() >= MAX_WAITING && !waiting.containsKey(id)) {
            return false;
        }
        waiting.computeIfAbsent(id, none -> new Waiting(validUntil, new ArrayList<>(1)))
                .futures()
                .add(future);
        return true;
    }

    /** A transaction is final. */
    void complete(Receipt receipt) {
        complete(receipt.transactionId(), new SubmitResult.Final(receipt));
    }

    /** A transaction can never become final. */
    void drop(Hash id, String reason) {
        synchronized (this) {
            dropped.put(id, reason);
        }
        complete(id, new SubmitResult.Dropped(id, reason));
    }

    /** Gives all who wait for a transaction their answer. */
    void complete(Hash id, SubmitResult result) {
        Answer answer;
        synchronized (this) {
            Waiting ended = waiting.remove(id);
            if (ended == null) {
                return;
            }
            answer = new Answer(ended.futures(), result);
            untold.add(answer);
        }
        callbacks.execute(() -> tell(answer));
    }

    /** Answers one waiter only: what was wrong with its copy says nothing of a copy that was accepted before. */
    void refuse(Hash id, CompletableFuture<SubmitResult> future, SubmitResult result) {
        Answer answer;
        synchronized (this) {
            Waiting all = waiting.get(id);
            if (all == null || !all.futures().removeIf(waiter -> waiter == future)) {
                return; // it has its answer
            }
            if (all.futures().isEmpty()) {
                waiting.remove(id);
            }
            answer = new Answer(List.of(future), result);
            untold.add(answer);
        }
        callbacks.execute(() -> tell(answer));
    }

    private void tell(Answer answer) {
        boolean mine;
        synchronized (this) {
            mine = untold.remove(answer);
        }
        if (mine) {
            answer.tell();
        }
    }

    /** Answers those whose transaction's time has passed without a block to show for it. */
    void expire(long now) {
        List<Hash> late;
        synchronized (this) {
            late = waiting.entrySet().stream()
                    .filter(entry -> entry.getValue().validUntil() < now)
                    .map(Map.Entry::getKey)
                    .toList();
        }
        for (Hash id : late) {
            complete(
                    id,
                    new SubmitResult.Indeterminate(
                            id, "its valid-until time has passed, but no final block later than that is known here"));
        }
    }

    /** Why a transaction was dropped, if it was, not long ago. */
    synchronized Optional<String> droppedBecause(Hash id) {
        return Optional.ofNullable(dropped.get(id));
    }

    /** How many transactions have no outcome yet. */
    synchronized int size() {
        return waiting.size();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * The node has stopped: nobody will learn anything more. Completes on the calling thread, also what the thread for
     * callbacks did not come to.
     */
    void close(String reason) {
        Map<Hash, Waiting> left;
        List<Answer> known;
        synchronized (this) {
            closed = true;
            left = new LinkedHashMap<>(waiting);
            waiting.clear();
            known = List.copyOf(untold);
            untold.clear();
        }
        known.forEach(Answer::tell);
        left.forEach((id, entry) ->
                entry.futures().forEach(future -> future.complete(new SubmitResult.Indeterminate(id, reason))));
    }
}
