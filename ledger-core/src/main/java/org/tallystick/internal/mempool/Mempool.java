package org.tallystick.internal.mempool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tallystick.api.Refusal;
import org.tallystick.api.Refusal.Reason;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.execution.AccountRules.Violation;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.model.AccountId;
import org.tallystick.model.Hash;
import org.tallystick.model.Transaction;

/**
 * The transactions that have been accepted and are not final. They leave only when they, or others with their sequence
 * numbers, are final, or when their time is over. Bounded by {@link MempoolLimits}; at a bound new ones are refused and
 * none is thrown out. Safe for use by several threads.
 */
public final class Mempool {
    /** What became of a transaction that was offered. */
    public sealed interface Admission {
        /** It is held now; {@code ready} when it could be ordered at once. */
        record Added(boolean ready) implements Admission {}

        /** It was held already. */
        record Known() implements Admission {}

        /** It is not held. */
        record Refused(Refusal refusal) implements Admission {}
    }

    /** A transaction that was let go without having become final, and why. */
    public record Dropped(EncodedTransaction transaction, String reason) {}

    /** A transaction, and when it was accepted. */
    private record Held(EncodedTransaction transaction, long since) {}

    private final MempoolLimits limits;
    private final AccountRules rules;
    private final Map<Hash, EncodedTransaction> byId = new HashMap<>();
    private final Map<Hash, Held> byLeaf = new HashMap<>();
    private final Map<Lane.Key, Lane> lanes = new LinkedHashMap<>(); // in order of arrival
    private final Map<AccountId, Integer> perSender = new HashMap<>();
    private long bytes;
    private int ready;
    private long readyBytes;
    private long earliestExpiry = Long.MAX_VALUE; // a lower bound

    /** An empty pool. */
    public Mempool(MempoolLimits limits, AccountRules rules) {
        this.limits = limits;
        this.rules = rules;
    }

    /**
     * Offers a transaction whose signatures are good.
     *
     * @param head gives the state after the last final block; asked while the pool is locked, so that no block can become
     *     final unnoticed between the look at the state and the change of the pool
     * @param now the present, or the last block's time if that is later
     */
    public synchronized Admission add(EncodedTransaction transaction, Supplier<? extends StateReads> head, long now) {
        StateReads state = head.get();
        if (byId.containsKey(transaction.id())) {
            return new Admission.Known();
        }
        Transaction body = transaction.transaction().body();
        Optional<Violation> violation = rules.check(transaction.transaction(), state, now);
        if (violation.isPresent()
                && !(violation.get() instanceof Violation.SequenceGap gap
                        && body.sequence() - gap.expected() <= limits.maxAhead())) {
            return refuse(reasonOf(violation.get()), violation.get().message());
        }
        Lane.Key key = Lane.Key.of(transaction);
        Lane lane = lanes.get(key);
        if (lane != null && lane.held.containsKey(body.sequence())) {
            return refuse(
                    Reason.SEQUENCE_TAKEN,
                    "another transaction with sequence " + body.sequence() + " of lane " + body.lane() + " is held");
        }
        if (lane == null) {
            lane = new Lane(AccountRules.nextSequence(state, body.sender(), body.lane()));
        }
        Optional<Admission> full = checkRoom(transaction, body.sequence() > lane.expected() + lane.ready());
        if (full.isPresent()) {
            return full.get();
        }
        lanes.putIfAbsent(key, lane);
        uncount(lane);
        lane.put(body.sequence(), transaction);
        count(lane);
        byId.put(transaction.id(), transaction);
        byLeaf.put(transaction.leaf(), new Held(transaction, now));
        bytes += transaction.bytes().size();
        earliestExpiry = Math.min(earliestExpiry, body.validUntil());
        perSender.merge(body.sender(), 1, Integer::sum);
        return new Admission.Added(body.sequence() < lane.expected() + lane.ready());
    }

    /**
     * Those behind a gap may fill half of the pool only: they cost their senders nothing, and might stay for all their
     * time, so that nobody else's would find room.
     */
    private Optional<Admission> checkRoom(EncodedTransaction transaction, boolean behindGap) {
        if (behindGap
                && (byId.size() - ready >= limits.maxTransactions() / 2
                        || bytes - readyBytes + transaction.bytes().size() > limits.maxBytes() / 2)) {
            return Optional.of(refuse(
                    Reason.POOL_FULL,
                    "the node holds " + (byId.size() - ready)
                            + " transactions that wait for earlier ones; send those before" + " it first"));
        }
        if (byId.size() >= limits.maxTransactions()
                || bytes + transaction.bytes().size() > limits.maxBytes()) {
            return Optional.of(refuse(
                    Reason.POOL_FULL, "the node holds " + byId.size() + " transactions already; try again later"));
        }
        AccountId sender = transaction.transaction().body().sender();
        if (perSender.getOrDefault(sender, 0) >= limits.maxPerSender()) {
            return Optional.of(refuse(
                    Reason.SENDER_LIMIT,
                    "the node holds " + limits.maxPerSender() + " transactions of this sender already"));
        }
        return Optional.empty();
    }

    private static Admission refuse(Reason reason, String message) {
        return new Admission.Refused(new Refusal(reason, message));
    }

    private static Reason reasonOf(Violation violation) {
        if (violation instanceof Violation.Expired) {
            return Reason.EXPIRED;
        } else if (violation instanceof Violation.ValidTooLong) {
            return Reason.VALID_TOO_LONG;
        } else if (violation instanceof Violation.LaneTooHigh) {
            return Reason.LANE_TOO_HIGH;
        } else if (violation instanceof Violation.ResourceLimit) {
            return Reason.RESOURCE_LIMIT;
        } else if (violation instanceof Violation.SequenceUsed) {
            return Reason.SEQUENCE_USED;
        } else if (violation instanceof Violation.SequenceGap) {
            return Reason.SEQUENCE_TOO_HIGH;
        }
        return Reason.WRONG_SIGNERS;
    }

    /**
     * Transactions that could be ordered now, by lane in order of arrival, each lane in order of sequence.
     *
     * @param most how many at most
     */
    public synchronized List<List<EncodedTransaction>> candidates(int most) {
        List<List<EncodedTransaction>> picked = new ArrayList<>();
        int count = 0;
        for (Lane lane : lanes.values()) {
            if (count >= most) {
                break;
            }
            int take = Math.min(lane.ready(), most - count);
            if (take > 0) {
                picked.add(lane.held.values().stream().limit(take).toList());
                count += take;
            }
        }
        return picked;
    }

    /**
     * Forgets what has become final, and what can no longer become so.
     *
     * @param transactions those of newly final blocks, in order
     * @param time the last block's timestamp
     * @return what was dropped
     */
    public synchronized List<Dropped> becameFinal(Collection<EncodedTransaction> transactions, long time) {
        List<Dropped> dropped = new ArrayList<>();
        Set<Lane.Key> touched = new HashSet<>();
        for (EncodedTransaction transaction : transactions) {
            Lane.Key key = Lane.Key.of(transaction);
            Lane lane = lanes.get(key);
            if (lane != null) {
                long sequence = transaction.transaction().body().sequence();
                EncodedTransaction own = lane.held.get(sequence);
                if (own != null && !own.id().equals(transaction.id())) {
                    dropped.add(new Dropped(own, "another transaction took its sequence number"));
                }
                uncount(lane);
                lane.passed(sequence);
                count(lane);
                forget(own);
                touched.add(key);
            }
        }
        for (Lane.Key key : touched) { // to the back of the queue; order within the pool decides nothing that is hashed
            Lane lane = lanes.remove(key);
            if (!lane.held.isEmpty()) {
                lanes.put(key, lane);
            }
        }
        dropped.addAll(dropExpired(time));
        return dropped;
    }

    /**
     * Goes on from a state that was not reached block by block. Sequence numbers that have been used by then may have been
     * used by what is held here, or by something else: nobody here can tell.
     *
     * @return what had such a number, and is not held any more
     */
    public synchronized List<EncodedTransaction> skipTo(StateReads state) {
        List<EncodedTransaction> passed = new ArrayList<>();
        for (Iterator<Map.Entry<Lane.Key, Lane>> all = lanes.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Lane.Key, Lane> entry = all.next();
            Lane lane = entry.getValue();
            long next = AccountRules.nextSequence(
                    state, entry.getKey().account(), entry.getKey().lane());
            if (next > lane.expected()) {
                uncount(lane);
                for (EncodedTransaction transaction :
                        List.copyOf(lane.held.headMap(next).values())) {
                    lane.remove(transaction.transaction().body().sequence());
                    forget(transaction);
                    passed.add(transaction);
                }
                lane.passed(next - 1);
                count(lane);
            }
            if (lane.held.isEmpty()) {
                all.remove();
            }
        }
        return passed;
    }

    /** Drops what may no longer be included at a time. */
    public synchronized List<Dropped> dropExpired(long time) {
        List<Dropped> dropped = new ArrayList<>();
        if (earliestExpiry >= time) {
            return dropped;
        }
        earliestExpiry = Long.MAX_VALUE;
        for (Iterator<Lane> all = lanes.values().iterator(); all.hasNext(); ) {
            Lane lane = all.next();
            uncount(lane);
            for (EncodedTransaction transaction : List.copyOf(lane.held.values())) {
                long validUntil = transaction.transaction().body().validUntil();
                if (validUntil >= time) {
                    earliestExpiry = Math.min(earliestExpiry, validUntil);
                } else {
                    lane.remove(transaction.transaction().body().sequence());
                    forget(transaction);
                    dropped.add(new Dropped(transaction, "its valid-until time passed before it was ordered"));
                }
            }
            count(lane);
            if (lane.held.isEmpty()) {
                all.remove();
            }
        }
        return dropped;
    }

    /** Drops what other settings no longer allow, so that nobody waits for it. */
    public synchronized List<Dropped> dropUnfit(Predicate<EncodedTransaction> fits) {
        List<Dropped> dropped = new ArrayList<>();
        for (Iterator<Lane> all = lanes.values().iterator(); all.hasNext(); ) {
            Lane lane = all.next();
            uncount(lane);
            for (EncodedTransaction transaction : List.copyOf(lane.held.values())) {
                if (!fits.test(transaction)) {
                    lane.remove(transaction.transaction().body().sequence());
                    forget(transaction);
                    dropped.add(new Dropped(transaction, "the ledger's parameters no longer allow it"));
                }
            }
            count(lane);
            if (lane.held.isEmpty()) {
                all.remove();
            }
        }
        return dropped;
    }

    /** Before a lane changes. */
    private void uncount(Lane lane) {
        ready -= lane.ready();
        readyBytes -= lane.readyBytes();
    }

    /** After it has. */
    private void count(Lane lane) {
        ready += lane.ready();
        readyBytes += lane.readyBytes();
    }

    private void forget(EncodedTransaction gone) {
        if (gone != null) {
            byId.remove(gone.id());
            byLeaf.remove(gone.leaf());
            bytes -= gone.bytes().size();
            perSender.computeIfPresent(
                    gone.transaction().body().sender(), (sender, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The transaction with an id, if it is held. */
    public synchronized Optional<EncodedTransaction> find(Hash id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Those that are held of the transactions with some leaf hashes, by leaf hash; their signatures are good. */
    public synchronized Map<Hash, EncodedTransaction> withLeaves(List<Hash> leaves) {
        Map<Hash, EncodedTransaction> held = new HashMap<>();
        for (Hash leaf : leaves) {
            Held own = byLeaf.get(leaf);
            if (own != null) {
                held.put(leaf, own.transaction());
            }
        }
        return held;
    }

    /** The leaf hashes of those among some transactions that have been held since before a time, as {@link #add} counts it. */
    public synchronized Set<Hash> heldSince(long before, List<EncodedTransaction> transactions) {
        Set<Hash> old = new HashSet<>();
        for (EncodedTransaction transaction : transactions) {
            Held own = byLeaf.get(transaction.leaf());
            if (own != null && own.since() < before) {
                old.add(transaction.leaf());
            }
        }
        return old;
    }

    /** How many could be ordered now, counted against the last final block. */
    public synchronized int ready() {
        return ready;
    }

    /** How many are held. */
    public synchronized int size() {
        return byId.size();
    }
}
