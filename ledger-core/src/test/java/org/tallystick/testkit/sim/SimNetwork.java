package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Topic;
import org.tallystick.testkit.sim.villain.Spoiler;

/**
 * The network between the machines, each named by its number. Two machines are connected when both nodes are up, admit
 * each other, and no direction between them is blocked; connections come up after a random delay, as dialling with
 * backoff does, and break either at once or when a keep-alive has been missed. Whatever is under way on a connection
 * that breaks is lost.
 */
public final class SimNetwork {
    private static final long RECONNECT = 1_500_000_000L;
    private static final long FIRST_CONNECT = 20_000_000L;
    private static final long KEEP_ALIVE = 8_000_000_000L;
    private static final int BAN_AFTER = 10;
    private static final long BAN = 30_000_000_000L;
    private static final int OVERHEAD = 90; // of TCP, IP and TLS, in bytes

    private final SimScheduler scheduler;
    private final SimTrace trace;
    private final SplittableRandom chance;
    private final SimLink[][] links;
    private final Pair[][] pairs;
    private final SimEndpoint[] endpoints;
    private final boolean[] apart;
    private final Map<NodeId, List<Integer>> slots = new HashMap<>(); // looked up, never iterated
    private final List<String> penalties = new ArrayList<>();
    private long consensusBytes;
    private final long[] consensusMessages;
    private final long[] uplinkFree;
    private final long[] bulkFree;
    private long bytesPerSecond;
    private long messages;
    private long bytes;
    private byte[] earlier = new byte[0];
    private long lastBanEnds;

    /** A network for some machines, all healthy. */
    public SimNetwork(int machines, SimScheduler scheduler, SimTrace trace, long seed) {
        this.scheduler = scheduler;
        this.trace = trace;
        this.chance = new SplittableRandom(seed);
        consensusMessages = new long[machines];
        uplinkFree = new long[machines];
        bulkFree = new long[machines];
        links = new SimLink[machines][machines];
        pairs = new Pair[machines][machines];
        endpoints = new SimEndpoint[machines];
        apart = new boolean[machines];
        for (int a = 0; a < machines; a++) {
            for (int b = 0; b < machines; b++) {
                links[a][b] = new SimLink();
                pairs[a][b] = b < a ? pairs[b][a] : new Pair(a, b);
            }
        }
    }

    /** The direction from one machine to another; call {@link #linksChanged} after blocking or unblocking it. */
    public SimLink link(int from, int to) {
        return links[from][to];
    }

    /**
     * Notices which links have been blocked or freed.
     *
     * @param abrupt whether connections over blocked links break at once, rather than when a keep-alive is missed
     */
    public void linksChanged(boolean abrupt) {
        for (int a = 0; a < pairs.length; a++) {
            for (int b = a + 1; b < pairs.length; b++) {
                reconcile(pairs[a][b], abrupt);
            }
        }
    }

    /** Breaks a connection that is up; it comes back after a while. */
    public void breakConnection(int a, int b) {
        disconnect(pairs[a][b], "connection reset");
        reconcile(pairs[a][b], true);
    }

    /** Breaks all connections, with everything that is under way; they come back after a while. */
    void breakAll() {
        for (int a = 0; a < pairs.length; a++) {
            for (int b = 0; b < a; b++) {
                links[a][b].forgetOrder();
                links[b][a].forgetOrder();
                breakConnection(a, b);
            }
        }
    }

    /** Nothing is handed on from, to or by a machine, as whoever rules it chooses whom it reaches. */
    void keepApart(int machine) {
        apart[machine] = true;
    }

    /** When the last ban so far is over, in nanoseconds; the two connect again then. */
    long lastBanEnds() {
        return lastBanEnds;
    }

    /** Complaints of nodes about other nodes so far. */
    public List<String> penalties() {
        return penalties;
    }

    /** How many consensus messages a machine has sent so far. */
    public long consensusMessages(int machine) {
        return consensusMessages[machine];
    }

    /** The bytes of all consensus messages that have been sent so far. */
    public long consensusBytes() {
        return consensusBytes;
    }

    /** How many messages and gossiped items have been sent so far, by anyone. */
    public long messages() {
        return messages;
    }

    /** The bytes of these, without what a transport adds. */
    public long bytes() {
        return bytes;
    }

    /** Limits what a machine can send, in bytes a second; 0 for no limit. Consensus messages go before all others. */
    public void setUplink(long limit) {
        bytesPerSecond = limit;
    }

    SimEndpoint open(int slot, SimRuntime runtime, NetworkContext context, NetworkListener listener) {
        SimEndpoint endpoint = new SimEndpoint(this, slot, runtime, context, listener);
        endpoints[slot] = endpoint;
        List<Integer> machines = slots.computeIfAbsent(endpoint.self(), id -> new ArrayList<>());
        if (!machines.contains(slot)) {
            machines.add(slot);
        }
        reconcileAll(slot);
        return endpoint;
    }

    /** The node on a machine has ended, in whatever way. */
    void closed(int slot) {
        endpoints[slot] = null;
        reconcileAll(slot);
    }

    private void reconcileAll(int slot) {
        for (int other = 0; other < pairs.length; other++) {
            if (other != slot) {
                reconcile(pairs[slot][other], true);
            }
        }
    }

    private boolean reachable(Pair pair) {
        SimEndpoint a = endpoints[pair.a];
        SimEndpoint b = endpoints[pair.b];
        return a != null
                && b != null
                && !connectedElsewhere(pair.a, pair.b, b.self())
                && !connectedElsewhere(pair.b, pair.a, a.self())
                && a.context().admission().test(b.self())
                && b.context().admission().test(a.self())
                && !links[pair.a][pair.b].isBlocked()
                && !links[pair.b][pair.a].isBlocked();
    }

    /** There is at most one connection to a node, also when two machines speak in its name. */
    private boolean connectedElsewhere(int machine, int besides, NodeId node) {
        List<Integer> machines = slots.get(node);
        if (machines.size() == 1) {
            return false;
        }
        return machines.contains(machine)
                || machines.stream().anyMatch(other -> other != besides && pairs[machine][other].up);
    }

    private void reconcile(Pair pair, boolean abrupt) {
        boolean reachable = reachable(pair);
        if (reachable && !pair.up && !pair.dialling) {
            pair.dialling = true;
            long backoff = pair.generation == 0 ? FIRST_CONNECT : RECONNECT;
            long from = Math.max(scheduler.now(), pair.bannedUntil);
            scheduler.put(from + 1_000_000 + chance.nextLong(backoff), () -> dialled(pair));
        } else if (!reachable && pair.up) {
            boolean gone = endpoints[pair.a] == null || endpoints[pair.b] == null;
            if (gone || abrupt) {
                disconnect(pair, gone ? "peer gone" : "connection reset");
            } else {
                int generation = pair.generation;
                scheduler.after(KEEP_ALIVE / 2 + chance.nextLong(KEEP_ALIVE / 2), () -> {
                    if (pair.up && pair.generation == generation && !reachable(pair)) {
                        disconnect(pair, "keep-alive missed");
                    }
                });
            }
        }
    }

    private void dialled(Pair pair) {
        pair.dialling = false;
        if (!pair.up && reachable(pair)) {
            pair.up = true;
            pair.generation++;
            endpoints[pair.a].connected(pair.b, endpoints[pair.b].self());
            endpoints[pair.b].connected(pair.a, endpoints[pair.a].self());
        }
    }

    private void disconnect(Pair pair, String reason) {
        if (pair.up) {
            pair.up = false;
            pair.generation++;
            for (int slot : new int[] {pair.a, pair.b}) {
                if (endpoints[slot] != null) {
                    endpoints[slot].disconnected(slot == pair.a ? pair.b : pair.a, reason);
                }
            }
            // another machine that speaks for the same node may now take its place
            scheduler.after(1_000_000, () -> {
                reconcileAll(pair.a);
                reconcileAll(pair.b);
            });
        }
    }

    boolean isUp(int a, int b) {
        return pairs[a][b].up;
    }

    int machines() {
        return endpoints.length;
    }

    /** The machine with a node, seen from another machine; -1 when there never was one. */
    int slotOf(int from, NodeId node) {
        List<Integer> machines = slots.getOrDefault(node, List.of());
        for (int machine : machines) {
            if (machine != from && pairs[from][machine].up) {
                return machine;
            }
        }
        return machines.isEmpty() ? -1 : machines.get(0);
    }

    /** Carries a message over; false when there is no connection, nor for one of consensus a peer that has one. */
    boolean sendMessage(SimEndpoint from, int to, MessageKind kind, byte[] payload) {
        if (kind == MessageKind.CONSENSUS) {
            consensusMessages[from.slot()]++;
            consensusBytes += payload.length;
            if (!pairs[from.slot()][to].up) {
                return relay(from, to, payload);
            }
        }
        boolean lies = kind != MessageKind.CONSENSUS && links[from.slot()][to].liesAboutChain();
        byte[] said = lies ? lie(payload) : payload;
        long what = trace.digestOf(said);
        return carry(kind.ordinal(), 0, said.length, new Parcel(from, to) {
            @Override
            boolean isSurelyIgnored(long time) {
                return false;
            }

            @Override
            void arrive() {
                receiver().message(from, kind, said, what);
            }
        });
    }

    /** Through one peer, never further. That peers which are no use as such are asked as well is left out. */
    private boolean relay(SimEndpoint from, int to, byte[] payload) {
        if (endpoints[to] == null || apart[to] || apart[from.slot()]) {
            return false;
        }
        int first = chance.nextInt(endpoints.length);
        for (int i = 0; i < endpoints.length; i++) {
            int relay = (first + i) % endpoints.length;
            if (!apart[relay] && pairs[from.slot()][relay].up && pairs[relay][to].up) {
                long what = trace.digestOf(payload);
                return carry(MessageKind.CONSENSUS.ordinal(), 0, payload.length, new Parcel(from, relay) {
                    @Override
                    boolean isSurelyIgnored(long time) {
                        return false;
                    }

                    @Override
                    void arrive() {
                        receiver().handOn(to, payload, what);
                    }
                });
            }
        }
        return false;
    }

    void handOn(SimEndpoint relay, int to, byte[] payload, long what) {
        carry(MessageKind.CONSENSUS.ordinal(), 0, payload.length, new Parcel(relay, to) {
            @Override
            boolean isSurelyIgnored(long time) {
                return false;
            }

            @Override
            void arrive() {
                receiver().relayed(relay, payload, what);
            }
        });
    }

    /** Tells a peer of an item, which it may ask for. */
    void announce(SimEndpoint from, int to, Topic topic, Hash id, byte[] payload) {
        carry(6, 0, Hash.SIZE, new Parcel(from, to) {
            @Override
            boolean isSurelyIgnored(long time) {
                return receiver().surelyIgnores(id, time);
            }

            @Override
            void arrive() {
                // the request takes a trip too, which is only simulated when the peer wants the item
                if (receiver().announced(topic, id)) {
                    deliver(from, to, 1, topic, id, payload);
                }
            }
        });
    }

    /** Hands a peer an item; {@code trips} one-way delays come before it leaves. */
    void deliver(SimEndpoint from, int to, int trips, Topic topic, Hash id, byte[] payload) {
        boolean lies = topic == Topic.BLOCKS && links[from.slot()][to].liesAboutChain();
        byte[] said = lies ? lie(payload) : payload;
        long what = trace.digestOf(said);
        carry(4 + topic.ordinal(), trips, said.length, new Parcel(from, to) {
            @Override
            boolean isSurelyIgnored(long time) {
                return false;
            }

            @Override
            void arrive() {
                receiver().gossip(from, topic, id, said, what);
            }
        });
    }

    private byte[] lie(byte[] payload) {
        byte[] lie = chance.nextInt(4) == 0 ? earlier : Spoiler.spoil(payload, earlier, chance);
        earlier = payload;
        return lie;
    }

    /** When a message that a machine has ready at a time has left it, which takes as long as its bytes need. */
    private long leave(int from, long ready, int lane, int size) {
        if (bytesPerSecond == 0) {
            return ready;
        }
        long[] free = lane == MessageKind.CONSENSUS.ordinal() ? uplinkFree : bulkFree;
        long begin = Math.max(ready, Math.max(free[from], uplinkFree[from]));
        free[from] = begin + (size + OVERHEAD) * 1_000_000_000L / bytesPerSecond;
        return free[from];
    }

    private boolean carry(int lane, int trips, int size, Parcel parcel) {
        SimEndpoint from = parcel.from;
        int to = parcel.to;
        if (!parcel.pair.up) {
            return false;
        }
        SimLink link = links[from.slot()][to];
        if (link.isBlocked() || (link.loss() > 0 && chance.nextDouble() < link.loss())) {
            trace.record(scheduler.now(), from.slot(), SimTrace.Kind.LOST, to);
            return true;
        }
        messages++;
        bytes += size;
        long departure = leave(from.slot(), from.runtime().now(), lane, size);
        for (int i = 0; i < trips; i++) {
            departure += links[to][from.slot()].delay(chance.nextDouble());
        }
        parcel.departure = departure;
        land(parcel, link.arrival(departure, lane, chance.nextDouble()));
        if (link.duplication() > 0 && chance.nextDouble() < link.duplication()) {
            land(parcel, link.arrival(departure, lane, 3 * chance.nextDouble()));
        }
        return true;
    }

    private void land(Parcel parcel, long time) {
        if (!parcel.isSurelyIgnored(time)) {
            scheduler.put(time, parcel);
        }
    }

    /** A node complains about a peer; enough complaints, and the two are kept apart for a while. */
    void penalize(SimEndpoint from, int peer, String reason) {
        penalties.add("n" + from.slot() + " about n" + peer + ": " + reason);
        Pair pair = pairs[from.slot()][peer];
        if (++pair.penalties >= BAN_AFTER) {
            pair.penalties = 0;
            pair.bannedUntil = scheduler.now() + BAN;
            lastBanEnds = pair.bannedUntil;
            disconnect(pair, "banned: " + reason);
            reconcile(pair, true);
        }
    }

    /** Something under way from one machine to another, which arrives if their connection stays up until then. */
    private abstract class Parcel implements Runnable {
        private final SimEndpoint from;
        private final int to;
        private final Pair pair;
        private final int generation;
        private long departure;

        Parcel(SimEndpoint from, int to) {
            this.from = from;
            this.to = to;
            pair = pairs[from.slot()][to];
            generation = pair.generation;
        }

        /** The node on the machine that it goes to; while the connection is up there is one. */
        SimEndpoint receiver() {
            return endpoints[to];
        }

        /** Whether its arrival at a time will change nothing, so that it need not be waited for. */
        abstract boolean isSurelyIgnored(long time);

        /** It is there. */
        abstract void arrive();

        @Override
        public void run() {
            if (pair.up
                    && pair.generation == generation
                    && departure <= from.runtime().diedAt()) {
                arrive();
            }
        }
    }

    private static final class Pair {
        private final int a;
        private final int b;
        private boolean up;
        private boolean dialling;
        private int generation;
        private int penalties;
        private long bannedUntil;

        Pair(int a, int b) {
            this.a = a;
            this.b = b;
        }
    }
}
