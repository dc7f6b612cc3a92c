package org.tallystick.examples.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.MalformedException;

/**
 * Sees every transfer through to its outcome. While that is unknown, the same signed transaction goes to another node: when
 * the link to a node breaks, when a node cannot take it for the time being or cannot say, and when no answer comes. A
 * refusal after such a moment proves nothing, so the status is asked then. Safe for use by several threads.
 */
final class TransferDesk implements NodeLink.Listener, AutoCloseable {
    /** Hears that a transfer has ended. Called on the thread on which it did. */
    interface EndListener {
        /** A transfer has ended; {@code usedSequence} tells whether its sequence number is spent. */
        void onEnd(Transfer transfer, boolean usedSequence);

        /** Whether a transfer that a node is too busy for ends there; otherwise it is sent again. */
        default boolean takesBusy() {
            return false;
        }

        /** A transfer has ended because a node was too busy; none holds it, and its sequence number is free. */
        default void onBusy(Transfer transfer) {
            throw new IllegalStateException("such a transfer is sent again");
        }

        /** After a batch of calls, from the same thread. */
        void onPause();
    }

    private static final Logger LOG = LoggerFactory.getLogger(TransferDesk.class);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(8);
    private static final long RETRY_MILLIS = 50;

    private final Meter meter;
    private final Map<Long, Transfer> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "transfer-retry");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Cluster cluster;
    private volatile TransferBook book;
    private volatile EndListener ends;

    TransferDesk(Meter meter) {
        this.meter = meter;
    }

    /** Must be called before anything is submitted. */
    void open(Cluster newCluster, TransferBook newBook) {
        cluster = newCluster;
        book = newBook;
        later.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** Who hears of ends from now on; nothing may be on its way. */
    void listener(EndListener listener) {
        ends = listener;
    }

    /**
     * Submits a transfer, preferably to a given node. It may stay with the coordinator until {@link #flush}.
     *
     * @param wantedNanos the moment from which its time to finality counts
     */
    void submit(Transfer transfer, int preferredNode, long wantedNanos) {
        meter.begin(transfer, wantedNanos);
        open.put(transfer.number(), transfer);
        send(transfer, preferredNode);
    }

    /** Writes what has been submitted. */
    void flush() {
        for (NodeHandle node : cluster.nodes()) {
            NodeLink link = node.link();
            if (link != null) {
                link.flush();
            }
        }
    }

    /** Transfers on their way. */
    int openCount() {
        return open.size();
    }

    private void send(Transfer transfer, int preferredNode) {
        NodeLink link = cluster.route(preferredNode);
        if (link == null) {
            retry(transfer, preferredNode);
            return;
        }
        transfer.sentTo(link.node(), System.nanoTime());
        if (!link.submit(transfer)) {
            retry(transfer, link.node() + 1);
        }
    }

    private void retry(Transfer transfer, int preferredNode) {
        if (later.isShutdown()) {
            return; // the load has ended; a link that breaks now moves nothing
        }
        later.schedule(
                () -> {
                    if (!transfer.finished()) {
                        send(transfer, preferredNode);
                        flush();
                    }
                },
                RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Transfer transfer : open.values()) {
            if (now - transfer.sentNanos() > PATIENCE && transfer.node() >= 0) {
                book.note("no answer in 8 s, sent to another node");
                transfer.markAmbiguous();
                send(transfer, transfer.node() + 1);
            }
        }
        flush();
    }

    @Override
    public void onAnswer(NodeLink link, long number, Answer answer) {
        Transfer transfer = open.get(number);
        if (transfer != null) {
            onAnswer(link, transfer, answer);
        }
    }

    private void onAnswer(NodeLink link, Transfer transfer, Answer answer) {
        if (answer instanceof Answer.Final done) {
            end(transfer, done);
        } else if (answer instanceof Answer.Refused refused) {
            onRefused(link, transfer, refused);
        } else if (answer instanceof Answer.Indeterminate) {
            book.note("a node could not tell, sent to another node");
            transfer.markAmbiguous();
            retry(transfer, link.node() + 1);
        } else if (answer instanceof Answer.Dropped dropped) {
            reject(transfer, dropped.reason());
        } else if (answer instanceof Answer.Pending) {
            retry(transfer, link.node());
        } else if (answer instanceof Answer.Unknown unknown) {
            if (unknown.headTimestamp() > transfer.validUntil()) {
                reject(transfer, "expired");
            } else {
                retry(transfer, link.node() + 1);
            }
        }
    }

    private void onRefused(NodeLink link, Transfer transfer, Answer.Refused refused) {
        if (refused.isBusy() && !transfer.ambiguous() && ends.takesBusy()) {
            release(transfer, refused.reason() + ": " + refused.message());
        } else if (refused.isTransient()) {
            book.note("not taken for now, sent again: " + refused.reason());
            retry(transfer, link.node() + 1);
        } else if (transfer.ambiguous()) {
            link.ask(ControlKind.STATUS, transfer.id().toArray()).whenComplete((payload, error) -> {
                try {
                    onAnswer(link, transfer, error == null ? ControlCodec.answer(payload) : new Answer.Pending());
                } catch (MalformedException e) {
                    LOG.error("a status cannot be read", e);
                }
            });
        } else {
            reject(transfer, refused.reason() + ": " + refused.message());
        }
    }

    private void end(Transfer transfer, Answer.Final done) {
        if (!transfer.finish()) {
            return;
        }
        open.remove(transfer.number());
        book.settled(transfer, done.succeeded());
        if (done.succeeded()) {
            meter.acknowledged(transfer);
        } else {
            meter.rejected(transfer);
            book.note("final, but the contract refused: " + done.detail());
        }
        ends.onEnd(transfer, true);
    }

    private void reject(Transfer transfer, String reason) {
        if (transfer.finish()) {
            open.remove(transfer.number());
            book.rejected(transfer, reason);
            meter.rejected(transfer);
            ends.onEnd(transfer, false);
        }
    }

    /** Lets a transfer go that no node holds. */
    private void release(Transfer transfer, String reason) {
        if (transfer.finish()) {
            open.remove(transfer.number());
            book.note("refused: " + reason);
            meter.refused(transfer);
            ends.onBusy(transfer);
        }
    }

    /** Gives up on what is still on its way: its outcome is indeterminate. */
    void abandon() {
        for (Transfer transfer : List.copyOf(open.values())) {
            if (transfer.finish()) {
                open.remove(transfer.number());
                book.indeterminate(transfer);
                meter.indeterminate(transfer);
            }
        }
    }

    @Override
    public void onPause(NodeLink link) {
        EndListener current = ends;
        if (current != null) {
            current.onPause();
        }
    }

    @Override
    public void onClosed(NodeLink link) {
        int moved = 0;
        for (Transfer transfer : open.values()) {
            if (transfer.node() == link.node()) {
                transfer.markAmbiguous();
                retry(transfer, link.node() + 1);
                moved++;
            }
        }
        LOG.debug("{} transfers move away from node {}", moved, link.node());
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
