package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.api.Health;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;

class OutboxTest {
    private final List<String> log = new ArrayList<>();
    private final Deque<Runnable> thread = new ArrayDeque<>();
    private final LifeCycle lifeCycle = new LifeCycle("test");
    private boolean broken;
    private final Outbox outbox = new Outbox(
            new RecordingJournal(),
            thread::add,
            effect -> log.add("send " + ((Effect.Broadcast) effect).message().toUtf8()),
            lifeCycle);

    private final class RecordingJournal implements VoteJournal {
        @Override
        public List<Entry> replay() {
            return List.of();
        }

        @Override
        public void append(List<Entry> entries) {
            if (broken) {
                throw new StorageException(StorageException.Kind.IO, "the disk is full");
            }
            log.add("sync "
                    + entries.stream()
                            .map(entry -> Bytes.copyOf(entry.data()).toUtf8())
                            .toList());
        }

        @Override
        public void discardBelow(long position) {
            log.add("discard " + position);
        }
    }

    private static Effect persist(String data) {
        return new Effect.Persist(1, Bytes.utf8(data));
    }

    private static Effect send(String message) {
        return new Effect.Broadcast(Bytes.utf8(message));
    }

    private void runThread() {
        while (!thread.isEmpty()) {
            thread.poll().run();
        }
    }

    @Test
    void nothingIsVisibleBeforeWhatWasPersistedAheadOfIt() {
        outbox.submit(List.of(persist("vote"), send("vote")));
        assertThat(log).isEmpty();
        runThread();
        assertThat(log).containsExactly("sync [vote]", "send vote");
    }

    @Test
    void laterSendsDoNotOvertakeAnUnsyncedVote() {
        outbox.submit(List.of(persist("a"), send("a")));
        outbox.submit(List.of(send("b")));
        assertThat(log).isEmpty();
        runThread();
        assertThat(log).containsExactly("sync [a]", "send a", "send b");
    }

    @Test
    void whatPiledUpIsSyncedTogetherAndSentInOrder() {
        outbox.submit(List.of(persist("a"), send("a")));
        outbox.submit(List.of(persist("b"), send("b"), new Effect.Discard(3), new Effect.Discard(7)));
        runThread();
        assertThat(log).containsExactly("sync [a, b]", "discard 7", "send a", "send b");
    }

    @Test
    void whatNeedsNoDiskGoesAtOnce() {
        outbox.submit(List.of(send("a")));
        assertThat(log).containsExactly("send a");
        assertThat(thread).isEmpty();
    }

    @Test
    void aFailedSyncSilencesTheNodeForGood() {
        broken = true;
        outbox.submit(List.of(persist("a"), send("a")));
        runThread();
        broken = false;
        outbox.submit(List.of(send("b")));
        runThread();
        assertThat(log).isEmpty();
        assertThat(lifeCycle.failure()).containsInstanceOf(Health.Failure.StorageFailed.class);
    }
}
