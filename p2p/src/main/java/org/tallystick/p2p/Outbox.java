package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * What waits to be written to one peer: a queue for each lane, each bounded in bytes, all bounded together with those of
 * the other peers. Any thread adds; the I/O thread takes out segment by segment, the most urgent first.
 */
final class Outbox {
    /** What became of a frame. */
    enum Offer {
        /** It waits. */
        QUEUED,
        /** Its lane is full, or the connection has ended; it is gone. */
        DROPPED,
        /** It is one that a peer must not miss, and its lane is full: the peer has to be shed. */
        OVERFLOW,
        /** The same, but it is what waits for all peers together that leaves no room. */
        SHARED_OVERFLOW
    }

    /** Segments are written together up to about this many bytes: a TLS record holds 16 KiB. */
    private static final int TOGETHER = 8 << 10;

    private static final int FIRST_ROOM = 1 << 10;

    private final Object lock = new Object();
    private final ByteBudget shared;
    private final Map<Lane, Queue> queues = new EnumMap<>(Lane.class); // contents guarded by lock
    private boolean draining; // guarded by lock: a task that drains is under way
    private boolean closed; // guarded by lock

    Outbox(TransportLimits limits, ByteBudget shared) {
        this.shared = shared;
        queues.put(Lane.URGENT, new Queue(limits.urgentQueueBytes()));
        queues.put(Lane.PROMPT, new Queue(limits.promptQueueBytes()));
        queues.put(Lane.BULK, new Queue(limits.bulkQueueBytes()));
    }

    Offer offer(OutFrame frame) {
        boolean urgent = frame.type().lane() == Lane.URGENT;
        synchronized (lock) {
            Queue queue = queues.get(frame.type().lane());
            if (closed) {
                return Offer.DROPPED;
            }
            if (queue.bytes + frame.cost() > queue.limit) {
                return urgent ? Offer.OVERFLOW : Offer.DROPPED;
            }
            if (!(urgent ? shared.tryTake(frame.cost()) : shared.tryTakeLeavingReserve(frame.cost()))) {
                return urgent ? Offer.SHARED_OVERFLOW : Offer.DROPPED;
            }
            queue.bytes += frame.cost();
            queue.frames.add(frame);
            return Offer.QUEUED;
        }
    }

    /** Whether the caller has to start a drain: there is something to write and nobody is at it. */
    boolean beginDrain() {
        synchronized (lock) {
            if (draining || closed) {
                return false;
            }
            draining = true;
            return true;
        }
    }

    /** Says that the drain has ended; whoever adds from now on starts another. */
    void endDrain() {
        synchronized (lock) {
            draining = false;
        }
    }

    /**
     * The next segments to write, or null when nothing waits. Small ones go together, so that a burst of votes or
     * transactions costs one TLS record and not one each. I/O thread only.
     */
    ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf out = null;
        while (out == null || out.readableBytes() < TOGETHER) {
            OutFrame frame;
            int from;
            synchronized (lock) {
                Queue queue = firstWaiting();
                if (queue == null) {
                    return out;
                }
                frame = queue.frames.peek();
                from = queue.written;
                if (out != null && Segments.size(frame, from) > TOGETHER) {
                    return out;
                }
                advance(queue, frame);
            }
            if (out == null) {
                out = allocator.buffer(Math.max(FIRST_ROOM, Segments.size(frame, from)));
            }
            Segments.write(out, frame, from);
        }
        return out;
    }

    private void advance(Queue queue, OutFrame frame) {
        queue.written += Segments.MAX_BODY;
        if (queue.written >= frame.size()) {
            queue.frames.remove();
            queue.written = 0;
            queue.bytes -= frame.cost();
            shared.giveBack(frame.cost());
        }
    }

    boolean isEmpty() {
        synchronized (lock) {
            return firstWaiting() == null;
        }
    }

    /** The bytes that wait. */
    long bytes() {
        synchronized (lock) {
            long sum = 0;
            for (Queue queue : queues.values()) {
                sum += queue.bytes;
            }
            return sum;
        }
    }

    /** Drops everything and takes nothing more. Idempotent. */
    void close() {
        synchronized (lock) {
            closed = true;
            for (Queue queue : queues.values()) {
                shared.giveBack(queue.bytes);
                queue.frames.clear();
                queue.bytes = 0;
                queue.written = 0;
            }
        }
    }

    private Queue firstWaiting() {
        for (Queue queue : queues.values()) { // in the order of the lanes
            if (!queue.frames.isEmpty()) {
                return queue;
            }
        }
        return null;
    }

    private static final class Queue {
        final long limit;
        final Deque<OutFrame> frames = new ArrayDeque<>();
        long bytes;
        int written; // of the first frame

        Queue(long limit) {
            this.limit = limit;
        }
    }
}
