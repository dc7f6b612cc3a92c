package org.tallystick.internal.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.storage.VoteJournal;

/**
 * Where durable comes before visible: carries out an engine's ordered effects so that none of them happens before what
 * the engine persisted ahead of it is on disk. All that has piled up while the disk was busy is synced at once.
 */
final class Outbox {
    private final VoteJournal journal;
    private final Executor thread;
    private final Consumer<Effect> visible;
    private final LifeCycle lifeCycle;
    private final Deque<Effect> waiting = new ArrayDeque<>(); // guarded by this
    private boolean busy; // guarded by this

    /**
     * Makes an outbox.
     *
     * @param thread runs one task at a time; the journal is used on it alone
     * @param visible carries out everything but persisting
     */
    Outbox(VoteJournal journal, Executor thread, Consumer<Effect> visible, LifeCycle lifeCycle) {
        this.journal = journal;
        this.thread = thread;
        this.visible = visible;
        this.lifeCycle = lifeCycle;
    }

    /** Takes effects in the order emitted. Called from the engine's thread only. */
    void submit(List<Effect> effects) {
        synchronized (this) {
            if (busy || effects.stream().anyMatch(Outbox::isForJournal)) {
                waiting.addAll(effects);
                if (!busy) {
                    busy = true;
                    thread.execute(this::drain);
                }
                return;
            }
        }
        effects.forEach(visible); // nothing to wait for: saves a change of threads
    }

    private static boolean isForJournal(Effect effect) {
        return effect instanceof Effect.Persist || effect instanceof Effect.Discard;
    }

    private void drain() {
        try {
            for (List<Effect> batch = take(); !batch.isEmpty(); batch = take()) {
                persist(batch);
                if (lifeCycle.isAlive()) {
                    batch.stream().filter(effect -> !isForJournal(effect)).forEach(visible);
                }
            }
        } catch (RuntimeException e) {
            lifeCycle.fail(e); // what was not synced stays unsaid, as the outbox stays busy for ever
        }
    }

    private synchronized List<Effect> take() {
        List<Effect> batch = new ArrayList<>(waiting);
        waiting.clear();
        busy = !batch.isEmpty();
        return batch;
    }

    private void persist(List<Effect> batch) {
        List<VoteJournal.Entry> entries = new ArrayList<>();
        long discard = Long.MIN_VALUE;
        for (Effect effect : batch) {
            if (effect instanceof Effect.Persist persist) {
                entries.add(
                        new VoteJournal.Entry(persist.position(), persist.data().toArray()));
            } else if (effect instanceof Effect.Discard old) {
                discard = Math.max(discard, old.belowPosition());
            }
        }
        if (!entries.isEmpty()) {
            journal.append(entries);
        }
        if (discard != Long.MIN_VALUE) {
            journal.discardBelow(discard);
        }
    }
}
