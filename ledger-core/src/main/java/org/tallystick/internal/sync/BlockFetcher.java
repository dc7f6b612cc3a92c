package org.tallystick.internal.sync;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Fetches blocks with their receipts from peers, to put right what is damaged here: one request at a time, of a few
 * megabytes at most, and none is waited for longer than {@code PATIENCE}. Says nothing of what the blocks are worth. On
 * the thread it is given, but for what says otherwise.
 */
public final class BlockFetcher {
    /** Twice what the syncer gives: an answer may have to wait for one of several megabytes that the syncer asked for. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** Beyond what the syncer counts to, as its answers come from the same peers. */
    private static final long FIRST_ID = 1L << 62;

    /** One for this, and one for the syncer, which may ask the same peer; who sends more is not answering. */
    private static final int MOST_UNREAD = 2;

    private record Open(
            long id, NodeId peer, Consumer<Optional<List<StoredBlock>>> done, NodeRuntime.Scheduled timeout) {}

    private final NodeRuntime runtime;
    private final Executor thread;
    private final Syncer.Sender sender;
    private final Set<NodeId> peers = new TreeSet<>();
    private Optional<NodeId> last = Optional.empty();
    private volatile Optional<Open> open = Optional.empty(); // written on the thread
    private final AtomicInteger unread = new AtomicInteger();
    private long lastId = FIRST_ID;

    /**
     * Knows of nobody yet.
     *
     * @param thread runs one task at a time
     */
    public BlockFetcher(NodeRuntime runtime, Executor thread, Syncer.Sender sender) {
        this.runtime = runtime;
        this.thread = thread;
        this.sender = sender;
    }

    /** A peer connected. From any thread. */
    public void connected(NodeId peer) {
        thread.execute(() -> peers.add(peer));
    }

    /** A peer is gone. From any thread. */
    public void disconnected(NodeId peer) {
        thread.execute(() -> {
            peers.remove(peer);
            open.filter(request -> request.peer().equals(peer)).ifPresent(request -> end(request, Optional.empty()));
        });
    }

    /**
     * Asks one of the peers, by turns.
     *
     * @param except those not to ask
     * @param done is given what came, which may be fewer or other blocks; empty when nothing that can be read came in time
     * @return who is asked; empty when there is nobody, and then {@code done} is not called
     * @throws IllegalStateException while somebody is being asked
     */
    public Optional<NodeId> fetch(
            long from, int blocks, Set<NodeId> except, Consumer<Optional<List<StoredBlock>>> done) {
        if (open.isPresent()) {
            throw new IllegalStateException("somebody is being asked already");
        }
        Optional<NodeId> peer = next(except);
        peer.ifPresent(asked -> {
            last = peer;
            long id = ++lastId;
            NodeRuntime.Scheduled timeout = runtime.schedule(
                    PATIENCE,
                    () -> thread.execute(() -> open.filter(request -> request.id() == id)
                            .ifPresent(request -> end(request, Optional.empty()))));
            open = Optional.of(new Open(id, asked, done, timeout));
            sender.request(asked, SyncCodec.requestWithReceipts(id, from, blocks));
        });
        return peer;
    }

    private Optional<NodeId> next(Set<NodeId> except) {
        Optional<NodeId> first = Optional.empty();
        for (NodeId peer : peers) {
            if (!except.contains(peer)) {
                if (last.isEmpty() || peer.compareTo(last.get()) > 0) {
                    return Optional.of(peer);
                }
                first = first.isEmpty() ? Optional.of(peer) : first;
            }
        }
        return first;
    }

    private void end(Open request, Optional<List<StoredBlock>> blocks) {
        request.timeout().cancel();
        open = Optional.empty();
        request.done().accept(blocks);
    }

    /**
     * A peer answered, perhaps what was asked here. Called from I/O threads.
     *
     * @param otherwise is given the answer when it was not
     */
    public void response(NodeId peer, byte[] payload, Runnable otherwise) {
        if (open.filter(request -> request.peer().equals(peer)).isEmpty() || unread.get() >= MOST_UNREAD) {
            otherwise.run();
            return;
        }
        unread.incrementAndGet();
        thread.execute(() -> {
            unread.decrementAndGet();
            Optional<Open> request = open.filter(asked -> asked.peer().equals(peer));
            try {
                if (request.isPresent()
                        && SyncCodec.readAnswer(payload) instanceof SyncCodec.BlocksMessage message
                        && message.id() == request.get().id()) {
                    end(request.get(), Optional.of(message.blocks()));
                } else {
                    otherwise.run();
                }
            } catch (MalformedException e) {
                sender.penalize(peer, e.getMessage());
                end(request.get(), Optional.empty());
            }
        });
    }
}
