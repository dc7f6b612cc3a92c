package org.tallystick.internal.compact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;

/**
 * Puts messages together again that came with references in them, and asks their senders for what is not held here. One
 * message of a sender waits at a time; a newer one takes its place, which is no worse than a lost message. Neither is that
 * a sender's messages are dropped which would together become more than {@link #BYTES_A_SECOND}: a short one may stand for
 * thousands of times its length. Safe for use by several threads.
 */
public final class CompactReceiver {
    /** A message that lacks transactions. */
    private static final class Waiting {
        private final Wire.Compact compact;
        private final Bytes[] transactions;
        private final List<Integer> missing;

        Waiting(Wire.Compact compact, Bytes[] transactions, List<Integer> missing) {
            this.compact = compact;
            this.transactions = transactions;
            this.missing = missing;
        }
    }

    /** What a sender has made this node put together of late. */
    private record Spent(double bytes, long atNanos) {}

    /** So many bytes of a sender's messages are put together in the long run. */
    static final long BYTES_A_SECOND = 64L << 20;

    /** So many may be at once: two of the largest. */
    static final long BYTES_AT_ONCE = 2L * MessageKind.CONSENSUS.maxBytes();

    private final Mempool mempool;
    private final BiConsumer<NodeId, byte[]> ask;
    private final LongSupplier nanoTime;
    private final Map<NodeId, Waiting> waiting = new HashMap<>(); // guarded by itself
    private final Map<NodeId, Spent> spent = new HashMap<>(); // guarded by waiting

    /**
     * Makes a receiver.
     *
     * @param ask sends a consensus message to a node
     * @param nanoTime nanoseconds that only go forward
     */
    public CompactReceiver(Mempool mempool, BiConsumer<NodeId, byte[]> ask, LongSupplier nanoTime) {
        this.mempool = mempool;
        this.ask = ask;
        this.nanoTime = nanoTime;
    }

    /**
     * A compact message came.
     *
     * @return the whole message; empty when something was asked for first
     * @throws MalformedException when it is none
     */
    public Optional<Bytes> received(NodeId from, byte[] payload) throws MalformedException {
        Wire.Compact compact = Wire.decodeCompact(payload);
        Map<Hash, EncodedTransaction> held = mempool.withLeaves(references(compact));
        Bytes[] transactions = new Bytes[compact.parts().size()];
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < transactions.length; i++) {
            Wire.Part part = compact.parts().get(i);
            EncodedTransaction own = part.isReference() ? held.get(part.leaf()) : null;
            transactions[i] = own == null ? part.bytes() : own.bytes();
            if (transactions[i] == null) {
                missing.add(i);
            }
        }
        if (missing.isEmpty()) {
            return assemble(from, compact, transactions);
        }
        synchronized (waiting) {
            waiting.put(from, new Waiting(compact, transactions, missing));
        }
        ask.accept(from, Wire.encode(new Wire.Want(compact.number(), missing)));
        return Optional.empty();
    }

    /** No transaction stands in a block twice; so a short message cannot stand for more than is held. */
    private static List<Hash> references(Wire.Compact compact) throws MalformedException {
        List<Hash> leaves = new ArrayList<>(compact.parts().size());
        Set<Hash> seen = new HashSet<>();
        for (Wire.Part part : compact.parts()) {
            if (part.isReference()) {
                if (!seen.add(part.leaf())) {
                    throw new MalformedException("a transaction is referred to twice");
                }
                leaves.add(part.leaf());
            }
        }
        return leaves;
    }

    /**
     * What was asked for came.
     *
     * @return the whole message; empty when nothing waits for this any more
     * @throws MalformedException when it is something else
     */
    public Optional<Bytes> filled(NodeId from, byte[] payload) throws MalformedException {
        Waiting open;
        synchronized (waiting) {
            open = waiting.get(from);
        }
        if (open == null) {
            return Optional.empty();
        }
        Wire.Fill fill = Wire.decodeFill(payload);
        synchronized (waiting) {
            if (open.compact.number() != fill.number() || !waiting.remove(from, open)) {
                return Optional.empty();
            }
        }
        if (fill.transactions().size() != open.missing.size()) {
            throw new MalformedException(fill.transactions().size() + " transactions came, not the "
                    + open.missing.size() + " that were asked for");
        }
        for (int i = 0; i < open.missing.size(); i++) {
            int index = open.missing.get(i);
            Bytes transaction = fill.transactions().get(i);
            if (!MerkleTree.leafHash(transaction)
                    .equals(open.compact.parts().get(index).leaf())) {
                throw new MalformedException("another transaction came than was asked for");
            }
            open.transactions[index] = transaction;
        }
        return assemble(from, open.compact, open.transactions);
    }

    /** A peer is gone; what it said is not waited for. */
    public void disconnected(NodeId peer) {
        synchronized (waiting) {
            waiting.remove(peer);
            spent.remove(peer);
        }
    }

    private boolean maySpend(NodeId from, long size) {
        long now = nanoTime.getAsLong();
        synchronized (waiting) {
            Spent before = spent.getOrDefault(from, new Spent(0, now));
            double paidBack = (now - before.atNanos) * (BYTES_A_SECOND / 1e9);
            double bytes = Math.max(0, before.bytes - paidBack);
            boolean may = bytes + size <= BYTES_AT_ONCE;
            spent.put(from, new Spent(may ? bytes + size : bytes, now));
            return may;
        }
    }

    private Optional<Bytes> assemble(NodeId from, Wire.Compact compact, Bytes[] transactions)
            throws MalformedException {
        long size = 4L + compact.rest().size();
        for (Bytes transaction : transactions) {
            size += 4 + transaction.size();
        }
        if (size > MessageKind.CONSENSUS.maxBytes()) {
            throw new MalformedException("the whole message would have " + size + " bytes");
        }
        if (!maySpend(from, size)) {
            return Optional.empty();
        }
        CanonicalWriter out = new CanonicalWriter((int) size)
                .raw(compact.rest().view(0, compact.place()))
                .u32(transactions.length);
        for (Bytes transaction : transactions) {
            out.bytes32(transaction);
        }
        int after = compact.place();
        return Optional.of(out.raw(compact.rest().view(after, compact.rest().size() - after))
                .toBytes());
    }
}
