package org.tallystick.p2p;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tallystick.model.Hash;

/**
 * The items of one topic that were announced and are on their way: each is asked of one peer at a time, and of the next
 * that announced it when that one fails. An item that has come stays here for a moment, so that it is not fetched again
 * while the listener makes up its mind; if it does not publish it by then, for instance because the content was not what
 * the id promised, another peer may be asked. Bounded in number. I/O thread only.
 */
final class Fetches {
    private static final int MAX_OTHERS = 8;
    private static final Duration DECISION = Duration.ofSeconds(2);

    private final IoThread io;
    private final Duration patience;
    private final int max;
    private final int maxPerPeer;
    private final Consumer<Hash> askNext;
    private final Map<Hash, Fetch> byId = new HashMap<>();
    private final Map<Connection, Integer> asked = new HashMap<>();
    private final Timers requests = new Timers();
    private final Timers decisions = new Timers();

    /** {@code askNext} is told of an item that the peer asked did not deliver in time, or that was not to be used. */
    Fetches(IoThread io, Duration patience, int max, int maxPerPeer, Consumer<Hash> askNext) {
        this.io = io;
        this.patience = patience;
        this.max = max;
        this.maxPerPeer = maxPerPeer;
        this.askNext = askNext;
    }

    /** Notes that a peer has an item which is on its way already; false when it is not. */
    boolean noteOther(Hash id, Connection peer) {
        Fetch fetch = byId.get(id);
        if (fetch == null) {
            return false;
        }
        if (fetch.others.size() < MAX_OTHERS && fetch.from != peer && !fetch.others.contains(peer)) {
            fetch.others.add(peer);
        }
        return true;
    }

    /** Notes that a peer is asked for an item; false when too much is on its way, so that it must not be asked. */
    boolean begin(Hash id, Connection peer) {
        if (asked.getOrDefault(peer, 0) >= maxPerPeer) {
            return false;
        }
        Fetch fetch = byId.get(id);
        if (fetch == null) {
            if (!makeRoom()) {
                return false;
            }
            fetch = new Fetch();
            byId.put(id, fetch);
        }
        release(fetch);
        fetch.from = peer;
        fetch.arrived = false;
        asked.merge(peer, 1, Integer::sum);
        requests.add(id, fetch, patience);
        return true;
    }

    /** Notes that an item came from a peer; false when it has come already, so that it is not to be delivered again. */
    boolean arrived(Hash id, Connection peer) {
        Fetch fetch = byId.get(id);
        if (fetch == null) {
            if (!makeRoom()) {
                return true; // not remembered, at worst it is fetched once more
            }
            fetch = new Fetch();
            byId.put(id, fetch);
        } else if (fetch.arrived) {
            noteOther(id, peer);
            return false;
        } else if (fetch.from != peer) {
            fetch.others.remove(peer);
            fetch.others.add(fetch.from);
        }
        release(fetch);
        fetch.from = peer;
        fetch.arrived = true;
        decisions.add(id, fetch, DECISION);
        return true;
    }

    /** Whether the item was asked of this peer and has not come. */
    boolean awaits(Hash id, Connection peer) {
        Fetch fetch = byId.get(id);
        return fetch != null && !fetch.arrived && fetch.from == peer;
    }

    /** The next peer that has the item and is still there; null, and the item is given up, when there is none. */
    Connection next(Hash id) {
        Fetch fetch = byId.get(id);
        if (fetch == null) {
            return null;
        }
        Connection other = fetch.others.poll();
        while (other != null && !other.isUp()) {
            other = fetch.others.poll();
        }
        if (other == null) {
            end(id);
        }
        return other;
    }

    /** Forgets an item, since this node has it now or does not want it; calls {@code holder} with those that have it. */
    void end(Hash id, Consumer<Connection> holder) {
        Fetch fetch = byId.get(id);
        if (fetch != null) {
            if (fetch.arrived) {
                holder.accept(fetch.from);
            }
            fetch.others.forEach(holder);
            end(id);
        }
    }

    /** Turns to others for what was asked of a peer that is gone. */
    void peerGone(Connection peer) {
        byId.entrySet().stream()
                .filter(entry -> entry.getValue().from == peer && !entry.getValue().arrived)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(askNext);
        asked.remove(peer);
    }

    /** Whether there is room for another; what has come, and was not published yet, makes way. */
    private boolean makeRoom() {
        if (byId.size() < max) {
            return true;
        }
        Hash oldest = decisions.pollOldest();
        if (oldest == null) {
            return false;
        }
        end(oldest);
        return true;
    }

    private void end(Hash id) {
        Fetch fetch = byId.remove(id);
        if (fetch != null) {
            release(fetch);
        }
    }

    private void release(Fetch fetch) {
        fetch.round++; // the timer of this round means nothing any more
        if (fetch.from != null && !fetch.arrived) {
            asked.computeIfPresent(fetch.from, (peer, count) -> count > 1 ? count - 1 : null);
        }
        fetch.from = null;
    }

    private static final class Fetch {
        final Deque<Connection> others = new ArrayDeque<>(2);
        Connection from;
        boolean arrived;
        int round;
    }

    private record Timer(Hash id, Fetch fetch, int round, long deadline) {}

    /** Timers of one length, so that the first to start is the first to run out; one task in the loop serves all. */
    private final class Timers {
        private final Deque<Timer> queue = new ArrayDeque<>();
        private boolean scheduled;

        void add(Hash id, Fetch fetch, Duration length) {
            queue.add(new Timer(id, fetch, fetch.round, io.now() + length.toNanos()));
            schedule();
        }

        /** Takes out the first that still means something; null when there is none. */
        Hash pollOldest() {
            skipOvertaken();
            return queue.isEmpty() ? null : queue.poll().id;
        }

        private void skipOvertaken() {
            while (!queue.isEmpty() && queue.peek().fetch.round != queue.peek().round) {
                queue.poll();
            }
        }

        private void schedule() {
            skipOvertaken();
            if (!queue.isEmpty() && !scheduled) {
                scheduled = true;
                io.schedule(Duration.ofNanos(Math.max(1_000_000, queue.peek().deadline - io.now())), this::expire);
            }
        }

        private void expire() {
            scheduled = false;
            long now = io.now();
            while (!queue.isEmpty() && queue.peek().deadline - now <= 0) {
                Timer timer = queue.poll();
                if (timer.fetch.round == timer.round) {
                    askNext.accept(timer.id);
                }
            }
            schedule();
        }
    }
}
