package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.testkit.MockSigner;

/**
 * Engines of one cluster on simulated time, from a seed, with nothing around them but what {@link MiniNode} fakes. It
 * fails as soon as two blocks of one height become final or a validator contradicts itself.
 */
final class MiniCluster {
    private record Task(long at, long order, Runnable action) {}

    private final Random random;
    private final ValidatorSet validators;
    private final Parameters parameters;
    private final Hash chainId = Sha256.hash(new byte[] {7});
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final List<MiniNode> nodes = new ArrayList<>();
    private final Map<Long, Hash> finalByHeight = new HashMap<>();
    private final Map<String, Subject> said = new HashMap<>();
    private final MessageCodec codec;
    private final Set<Integer> traitors = new HashSet<>();
    private final boolean[][] cut;
    private Traitor traitor;
    private long now = 1_000_000;
    private long order;
    private double loss;
    private double duplication;
    private long minDelay = 100;
    private long maxDelay = 2_000;
    private long messages;
    private long maxSkew;
    private boolean syncing = true;

    MiniCluster(long seed, int size) {
        this(seed, size, new Parameters(1 << 20, 2_000, 128 << 10, 3_600_000, 1_000_000, 1_024, 1_000, 10_000, 0));
    }

    MiniCluster(long seed, int size, Parameters parameters) {
        random = new Random(seed);
        this.parameters = parameters;
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            NodeId node = new NodeId(MockSigner.numbered(1_000 + i).publicKey());
            members.add(new Validator("v" + i, MockSigner.numbered(i).publicKey(), node));
        }
        validators = new ValidatorSet(0, members);
        codec = new MessageCodec(chainId, 0, size);
        cut = new boolean[size][size];
        for (int i = 0; i < size; i++) {
            nodes.add(new MiniNode(this, i));
        }
    }

    Random random() {
        return random;
    }

    Hash chainId() {
        return chainId;
    }

    ValidatorSet validators() {
        return validators;
    }

    Parameters parameters() {
        return parameters;
    }

    MessageCodec codec() {
        return codec;
    }

    MiniNode node(int index) {
        return nodes.get(index);
    }

    int size() {
        return nodes.size();
    }

    long nowMillis() {
        return now / 1_000;
    }

    /** The clock of a node, which may be off. */
    long now(int index) {
        return now / 1_000 + (maxSkew == 0 ? 0 : (index * 7919L) % maxSkew);
    }

    long messages() {
        return messages;
    }

    void skew(long millis) {
        maxSkew = millis;
    }

    void network(double lossRate, double duplicationRate, long minMicros, long maxMicros) {
        loss = lossRate;
        duplication = duplicationRate;
        minDelay = minMicros;
        maxDelay = maxMicros;
    }

    long diskDelay() {
        return 100 + random.nextInt(400);
    }

    long workDelay() {
        return 20 + random.nextInt(300);
    }

    /** Makes one member dishonest: it signs whatever suits it. */
    void betray(int index) {
        traitors.add(index);
        traitor = new Traitor(this, index);
    }

    boolean isHonest(int index) {
        return !traitors.contains(index);
    }

    void startAll() {
        for (int i = 0; i < nodes.size(); i++) {
            start(i);
        }
        schedule(500_000, this::syncAll);
    }

    void start(int index) {
        if (!isHonest(index)) {
            return;
        }
        nodes.get(index).start();
        for (int i = 0; i < nodes.size(); i++) {
            if (i != index && isUp(i) && isLinked(i, index)) {
                link(i, index);
            }
        }
    }

    boolean isUp(int index) {
        return !isHonest(index) || nodes.get(index).isUp();
    }

    void crash(int index) {
        nodes.get(index).crash();
    }

    boolean isLinked(int one, int other) {
        return !cut[one][other];
    }

    /** Splits the cluster: links between the sides are cut. */
    void partition(Set<Integer> side) {
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < size(); j++) {
                boolean apart = side.contains(i) != side.contains(j);
                boolean healed = cut[i][j] && !apart;
                cut[i][j] = apart;
                if (healed && i < j && isUp(i) && isUp(j)) {
                    link(i, j);
                }
            }
        }
    }

    private void link(int one, int other) {
        schedule(1_000, () -> {
            if (isHonest(one)) {
                node(one).connected(other);
            }
            if (isHonest(other)) {
                node(other).connected(one);
            }
        });
    }

    /** Stops the background catching up of nodes, so that the engines are on their own. */
    void withoutSync() {
        syncing = false;
    }

    /** What nodes do beside consensus: every now and then they look whether a peer is ahead. */
    private void syncAll() {
        for (int i = 0; i < size() && syncing; i++) {
            int peer = random.nextInt(size());
            if (isHonest(i) && peer != i && isHonest(peer)) {
                nodes.get(i).catchUp(peer);
            }
        }
        schedule(500_000, this::syncAll);
    }

    void schedule(long micros, Runnable action) {
        tasks.add(new Task(now + micros, order++, action));
    }

    /** Runs until a condition holds; false when the time is over first. */
    boolean runUntil(long millis, BooleanSupplier condition) {
        long end = now + millis * 1_000;
        while (!condition.getAsBoolean()) {
            if (tasks.isEmpty() || tasks.peek().at() > end) {
                now = end;
                return condition.getAsBoolean();
            }
            Task task = tasks.poll();
            now = task.at();
            task.action().run();
        }
        return true;
    }

    void run(long millis) {
        runUntil(millis, () -> false);
    }

    void deliver(int from, int to, Bytes message) {
        watch(from, message);
        transmit(from, to, message);
    }

    /** Sends without looking, which is what traitors need. */
    void transmit(int from, int to, Bytes message) {
        messages++;
        int copies = random.nextDouble() < duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (cut[from][to] || random.nextDouble() < loss) {
                continue;
            }
            long delay = minDelay + (long) (random.nextDouble() * (maxDelay - minDelay));
            schedule(delay, () -> {
                if (!cut[from][to]) {
                    arrive(from, to, message);
                }
            });
        }
    }

    private void arrive(int from, int to, Bytes message) {
        if (isHonest(to)) {
            nodes.get(to).receive(from, message);
        } else {
            traitor.receive(message);
        }
    }

    /** A transaction goes to one node and spreads from there. */
    void submit(int index, long transaction) {
        nodes.get(index).submit(transaction);
        gossip(index, transaction);
    }

    void gossip(int from, long transaction) {
        for (int i = 0; i < size(); i++) {
            int to = i;
            boolean lost = random.nextDouble() < loss;
            if (to != from && isHonest(to) && !cut[from][to] && !lost) {
                schedule(minDelay, () -> nodes.get(to).submit(transaction));
            }
        }
    }

    void becameFinal(int index) {
        for (long height = nodes.get(index).ledger().head().header().height(); height > 0; height--) {
            Hash hash = nodes.get(index).ledger().at(height).block().hash();
            Hash known = finalByHeight.putIfAbsent(height, hash);
            if (known != null) {
                if (!known.equals(hash)) {
                    throw new AssertionError("two final blocks at height " + height);
                }
                return;
            }
        }
    }

    void accused(Effect.Accuse accuse) {
        if (isHonest(accuse.validator())) {
            throw new AssertionError("an honest validator is accused of " + accuse.kind());
        }
    }

    /** Holds every vote an honest validator sends against all it ever sent, crashes or not. */
    private void watch(int from, Bytes message) {
        try {
            for (Item item : codec.decode(message).items()) {
                if (item instanceof Vote vote && vote.validator() == from) {
                    watch(vote);
                } else if (item instanceof Proposal proposal && (int) (proposal.view() % size()) == from) {
                    watch(proposal.vote(from));
                }
            }
        } catch (MalformedException e) {
            throw new AssertionError("a node sent what it could not read", e);
        }
    }

    private void watch(Vote vote) {
        Subject subject = vote.subject();
        String key = vote.validator() + "/" + vote.view() + "/";
        Subject before = said.putIfAbsent(key + vote.kind(), subject);
        if (before != null && !before.equals(subject)) {
            throw new AssertionError("validator " + vote.validator() + " said " + before + " and " + subject);
        }
        if (said.containsKey(key + VoteKind.FINALIZE) && said.containsKey(key + VoteKind.NULLIFY)) {
            throw new AssertionError("validator " + vote.validator() + " finalized and nullified view " + vote.view());
        }
    }

    private static final boolean TRACE = Boolean.getBoolean("mini.trace");

    void trace(int index, Effect effect) {
        if (TRACE) {
            String text;
            if (effect instanceof Effect.Broadcast broadcast) {
                text = "-> all " + describe(broadcast.message());
            } else if (effect instanceof Effect.Send send) {
                text = "-> " + validators.indexOf(send.to()).orElse(-1) + " " + describe(send.message());
            } else if (effect instanceof Effect.Verify || effect instanceof Effect.Persist) {
                return;
            } else {
                text = effect.toString();
            }
            System.out.println(
                    now / 1000.0 + " " + index + " " + (text.length() > 220 ? text.substring(0, 220) : text));
        }
    }

    private String describe(Bytes message) {
        StringBuilder out = new StringBuilder();
        try {
            Envelope envelope = codec.decode(message);
            out.append(envelope.repeat() ? "again " : "");
            for (Item item : envelope.items()) {
                if (item instanceof Vote vote) {
                    out.append(vote.kind())
                            .append(vote.view())
                            .append(' ')
                            .append(vote.subject().block().shortHex());
                } else if (item instanceof Certificate certificate) {
                    out.append("CERT-").append(certificate.kind()).append(certificate.view());
                } else if (item instanceof Proposal proposal) {
                    out.append("PROPOSAL").append(proposal.view()).append('<').append(proposal.parentView());
                    out.append(' ').append(proposal.block().hash().shortHex());
                } else {
                    out.append(item);
                }
                out.append("; ");
            }
        } catch (MalformedException e) {
            out.append(e.getMessage());
        }
        return out.toString();
    }
}
