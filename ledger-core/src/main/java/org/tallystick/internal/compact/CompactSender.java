package org.tallystick.internal.compact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/**
 * Sends blocks as references to transactions, in the manner of BIP 152. Referred to is what this node has held for a
 * while, as gossip has brought it to the others meanwhile; what is fresh goes along. How long a while is follows from
 * experience: each time that somebody has to ask for what it lacks it doubles, and otherwise it slowly shrinks. Safe for
 * use by several threads.
 */
public final class CompactSender {
    /** What a consensus message between nodes is; its first byte. */
    public enum Kind {
        /** An engine's message as it is. */
        WHOLE,
        /** An engine's message with references in the place of transactions. */
        COMPACT,
        /** Asks for transactions that a compact message refers to. */
        WANT,
        /** Brings them. */
        FILL
    }

    /** Smaller bodies go whole: there is nothing to gain. */
    static final int WORTH = 1 << 10;

    /** Messages whose transactions can be asked for; each holds one block. */
    static final int KEPT = 4;

    private static final long MOST_MS = 5_000;
    private static final long LEAST_MS = 4;

    /** Long enough for gossip around the world: to have to ask costs a block more than bytes do. */
    private static final long FIRST_MS = 1_000;

    private static final int SCALE = 1 << 10;

    private record Sent(List<EncodedTransaction> transactions, Set<NodeId> answered) {}

    private final Mempool mempool;
    private final Function<Hash, Optional<List<EncodedTransaction>>> blocks;
    private final LongSupplier clock;
    private final Map<Long, Sent> sent = new LinkedHashMap<>(); // guarded by this; oldest first
    private long last; // guarded by this
    private long scaledAge = FIRST_MS * SCALE; // guarded by this

    /**
     * Makes a sender.
     *
     * @param blocks the transactions of a block that was built or checked here
     * @param clock wall-clock milliseconds, as the pool counts them
     */
    public CompactSender(
            Mempool mempool, Function<Hash, Optional<List<EncodedTransaction>>> blocks, LongSupplier clock) {
        this.mempool = mempool;
        this.blocks = blocks;
        this.clock = clock;
    }

    /** What goes to a node that has no use for references. */
    public static byte[] whole(Bytes message) {
        byte[] payload = new byte[1 + message.size()];
        message.copyTo(payload, 1);
        return payload; // the first byte is zero: whole
    }

    /**
     * What a payload is.
     *
     * @throws MalformedException when it is nothing
     */
    public static Kind kindOf(byte[] payload) throws MalformedException {
        if (payload.length == 0 || payload[0] < 0 || payload[0] >= Kind.values().length) {
            throw new MalformedException("a consensus message begins with its kind, 0 to 3");
        }
        return Kind.values()[payload[0]];
    }

    /** The engine's message in a payload that is {@link Kind#WHOLE}. */
    public static Bytes messageIn(byte[] payload) {
        return Bytes.wrap(payload).view(1, payload.length - 1);
    }

    /** The message with references in it; empty when that saves less than half of it. */
    public Optional<byte[]> compact(Effect.Broadcast broadcast) {
        Optional<Effect.BlockPlace> place = broadcast.block().filter(known -> known.length() >= WORTH);
        return place.flatMap(known -> blocks.apply(known.block()))
                .flatMap(transactions -> compact(broadcast.message(), place.get(), transactions));
    }

    private Optional<byte[]> compact(Bytes message, Effect.BlockPlace place, List<EncodedTransaction> transactions) {
        Set<Hash> old = mempool.heldSince(clock.getAsLong() - age(), transactions);
        List<Wire.Part> parts = new ArrayList<>(transactions.size());
        long saved = 0;
        for (EncodedTransaction transaction : transactions) {
            if (old.contains(transaction.leaf())) {
                saved += transaction.size() - Hash.SIZE;
                parts.add(new Wire.Part(transaction.leaf(), null));
            } else {
                parts.add(new Wire.Part(null, transaction.bytes()));
            }
        }
        if (saved < message.size() / 2) {
            return Optional.empty();
        }
        byte[] rest = new byte[message.size() - place.length()];
        message.view(0, place.from()).copyTo(rest, 0);
        int after = place.from() + place.length();
        message.view(after, message.size() - after).copyTo(rest, place.from());
        return Optional.of(
                Wire.encode(new Wire.Compact(remember(transactions), place.from(), parts, Bytes.wrap(rest))));
    }

    private synchronized long age() {
        scaledAge = Math.max(LEAST_MS * SCALE, scaledAge - scaledAge / 128);
        return scaledAge / SCALE;
    }

    private synchronized long remember(List<EncodedTransaction> transactions) {
        sent.put(++last, new Sent(transactions, new HashSet<>()));
        if (sent.size() > KEPT) {
            sent.remove(sent.keySet().iterator().next());
        }
        return last;
    }

    /**
     * Somebody lacks transactions of a message. Each is answered once a message.
     *
     * @return the answer; empty when it is not, or no more, to be had
     * @throws MalformedException when it is no request for what was sent
     */
    public synchronized Optional<byte[]> wanted(NodeId from, byte[] payload) throws MalformedException {
        Wire.Want want = Wire.decodeWant(payload);
        Sent known = sent.get(want.number());
        if (known == null || !known.answered().add(from)) {
            return Optional.empty();
        }
        if (known.answered().size() == 1) {
            scaledAge = Math.min(MOST_MS * SCALE, 2 * scaledAge);
        }
        List<Bytes> transactions = new ArrayList<>(want.indices().size());
        for (int index : want.indices()) {
            if (index >= known.transactions().size()) {
                throw new MalformedException(
                        "transaction " + index + " of " + known.transactions().size());
            }
            transactions.add(known.transactions().get(index).bytes());
        }
        return Optional.of(Wire.encode(new Wire.Fill(want.number(), transactions)));
    }
}
