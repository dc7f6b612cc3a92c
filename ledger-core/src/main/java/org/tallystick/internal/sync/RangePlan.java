package org.tallystick.internal.sync;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tallystick.model.NodeId;

/**
 * Which heights are asked for, from whom, and what has come out of order. Bounded: at most {@link #MOST_REQUESTS} requests
 * are open, nothing further than {@link #WINDOW} blocks ahead is asked for, and no more than about {@link #BUDGET} bytes
 * are held or expected, one answer excepted. For one thread.
 */
final class RangePlan {
    /** Requests open at a time, each of another peer. */
    static final int MOST_REQUESTS = 4;

    /** How far ahead of what is final here blocks are asked for. */
    static final int WINDOW = 4_096;

    /** Bytes held and expected. */
    static final long BUDGET = 24L << 20;

    private static final long SMALLEST_EXPECTED = 256 << 10;

    /** A request that is open: blocks {@code from} to {@code to}, inclusive. */
    record Open(long id, NodeId peer, long from, long to) {}

    /** Blocks to ask for, both ends inclusive. */
    record Gap(long from, long to) {}

    private final Map<Long, Open> open = new HashMap<>();
    private final Set<NodeId> busy = new HashSet<>();
    private final TreeMap<Long, Range> held = new TreeMap<>();
    private long heldBytes;
    private long expected = SMALLEST_EXPECTED;

    /** The first blocks above {@code own} that nobody has been asked for; empty when there is no need or no room. */
    Optional<Gap> gap(long own, long target, int most) {
        long end = Math.min(target, own + WINDOW);
        long from = own + 1;
        boolean room = isIdle() || (open.size() < MOST_REQUESTS && heldBytes + (open.size() + 1) * expected <= BUDGET);
        while (from <= end) {
            long next = after(from);
            if (next == from) {
                // What everything waits for may always be asked for.
                boolean first = from == own + 1;
                return room || (first && open.size() < MOST_REQUESTS)
                        ? Optional.of(new Gap(from, Math.min(Math.min(end, from + most - 1), before(from))))
                        : Optional.empty();
            }
            from = next;
        }
        return Optional.empty();
    }

    /** The height after the one range, open or held, that covers a height; the height itself when none does. */
    private long after(long height) {
        Map.Entry<Long, Range> below = held.floorEntry(height);
        long after = below != null && below.getValue().last() >= height
                ? below.getValue().last() + 1
                : height;
        for (Open request : open.values()) {
            if (request.from() <= height && request.to() >= height) {
                after = Math.max(after, request.to() + 1);
            }
        }
        return after;
    }

    /** The last height before something that is open or held already. */
    private long before(long height) {
        Map.Entry<Long, Range> above = held.higherEntry(height);
        long before = above == null ? Long.MAX_VALUE : above.getKey() - 1;
        for (Open request : open.values()) {
            if (request.from() > height) {
                before = Math.min(before, request.from() - 1);
            }
        }
        return before;
    }

    /** Peers that have been asked and have not answered. */
    Set<NodeId> busy() {
        return busy;
    }

    void asked(Open request) {
        open.put(request.id(), request);
        busy.add(request.peer());
    }

    /** The open request with a number. */
    Optional<Open> find(long id) {
        return Optional.ofNullable(open.get(id));
    }

    /** The open request of a peer. */
    Optional<Open> of(NodeId peer) {
        return open.values().stream()
                .filter(request -> request.peer().equals(peer))
                .findFirst();
    }

    void ended(Open request) {
        if (open.remove(request.id()) != null) {
            busy.remove(request.peer());
        }
    }

    /**
     * Keeps blocks until their turn comes; of two that begin alike the longer. Where peers give more than was expected of
     * them, the last are let go of again, to be asked for later: nobody has judged all of what is in them.
     */
    void hold(Range range) {
        Range other = held.get(range.first());
        if (other != null && other.last() >= range.last()) {
            return;
        }
        if (other != null) {
            heldBytes -= other.bytes();
        }
        held.put(range.first(), range);
        heldBytes += range.bytes();
        expected = Math.max(SMALLEST_EXPECTED, Math.max(range.bytes(), expected - expected / 8));
        while (heldBytes > BUDGET && held.size() > 1) {
            heldBytes -= held.pollLastEntry().getValue().bytes();
        }
    }

    /** Takes out what follows a height; what lies at or below it is forgotten. */
    Optional<Range> take(long own) {
        while (!held.isEmpty() && held.firstEntry().getValue().last() <= own) {
            heldBytes -= held.pollFirstEntry().getValue().bytes();
        }
        if (held.isEmpty() || held.firstKey() > own + 1) {
            return Optional.empty();
        }
        Range range = held.pollFirstEntry().getValue();
        heldBytes -= range.bytes();
        return Optional.of(range);
    }

    /** What is held and begins at a height. */
    Optional<Range> heldAt(long first) {
        return Optional.ofNullable(held.get(first));
    }

    /** Bytes of blocks that wait for their turn. */
    long heldBytes() {
        return heldBytes;
    }

    /** Whether nothing is asked for and nothing waits. */
    boolean isIdle() {
        return open.isEmpty() && held.isEmpty();
    }
}
