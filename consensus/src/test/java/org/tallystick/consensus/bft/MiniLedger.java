package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.testkit.MockSigner;

/**
 * What an engine needs of a node, as little as possible: transactions are numbers, a body is a list of them, the
 * transaction root is the body's hash and the state root chains those hashes. The chain of final blocks is durable; the
 * rest is lost in a crash.
 */
final class MiniLedger {
    static final int MAX_IN_BLOCK = 50;

    /** A final block and the certificate that is known for exactly it, empty when only a descendant's is. */
    record Final(ProposedBlock block, Bytes certificate) {}

    private final Hash chainId;
    private final Bytes engineFields;
    private final PublicKey proposer;
    private final Outlook outlook;
    private final TreeMap<Long, Final> chain = new TreeMap<>();
    private final Set<Long> finalTransactions = new LinkedHashSet<>();
    private final Map<Hash, ProposedBlock> valid = new HashMap<>();
    private final Set<Long> held = new LinkedHashSet<>();

    MiniLedger(Hash chainId, long epoch, PublicKey proposer) {
        this.chainId = chainId;
        this.engineFields = Committee.engineFields(epoch);
        this.proposer = proposer;
        Validator one = new Validator(
                "v", proposer, new NodeId(MockSigner.numbered(9_999).publicKey()));
        outlook = new Outlook(new LedgerConfig(new ValidatorSet(epoch, List.of(one)), Parameters.DEFAULT), 0);
        ProposedBlock genesis = block(
                0, Hash.ZERO, 1_000, List.of(), Hash.ZERO, new PublicKey(proposer.scheme(), Bytes.wrap(new byte[32])));
        chain.put(0L, new Final(genesis, Bytes.EMPTY));
    }

    /** What follows every block here: more of the same. */
    Outlook outlook() {
        return outlook;
    }

    ProposedBlock head() {
        return chain.lastEntry().getValue().block();
    }

    Bytes headCertificate() {
        return chain.lastEntry().getValue().certificate();
    }

    Final at(long height) {
        return chain.get(height);
    }

    /** All but the final chain is gone. */
    void crash() {
        valid.clear();
        held.clear();
    }

    boolean hold(long transaction) {
        return !finalTransactions.contains(transaction) && held.add(transaction);
    }

    Set<Long> held() {
        return held;
    }

    boolean isFinal(long transaction) {
        return finalTransactions.contains(transaction);
    }

    Optional<ProposedBlock> build(Hash parent, boolean evenIfEmpty, long now) {
        ProposedBlock on = known(parent);
        if (on == null) {
            return Optional.empty();
        }
        Set<Long> taken = pendingOn(parent);
        List<Long> chosen = new ArrayList<>();
        for (long transaction : held) {
            if (!taken.contains(transaction) && chosen.size() < MAX_IN_BLOCK) {
                chosen.add(transaction);
            }
        }
        if (chosen.isEmpty() && !evenIfEmpty) {
            return Optional.empty();
        }
        long time = Math.max(on.header().timestamp() + 1, now);
        ProposedBlock built = block(
                on.header().height() + 1, parent, time, chosen, on.header().stateRoot(), proposer);
        valid.put(built.hash(), built);
        return Optional.of(built);
    }

    CheckResult check(ProposedBlock block, boolean certified, long now) {
        BlockHeader header = block.header();
        ProposedBlock on = known(header.parent());
        if (on == null) {
            return new CheckResult.UnknownParent();
        }
        if (!Sha256.hash(block.body()).equals(header.transactionRoot())) {
            return new CheckResult.Invalid("body");
        }
        boolean roots = header.stateRoot().equals(stateAfter(on.header().stateRoot(), block.body()))
                && header.height() == on.header().height() + 1
                && header.timestamp() > on.header().timestamp();
        if (!roots) {
            return new CheckResult.Invalid("roots");
        }
        Set<Long> taken = pendingOn(header.parent());
        for (long transaction : transactions(block)) {
            if (taken.contains(transaction) || finalTransactions.contains(transaction)) {
                return new CheckResult.Invalid("twice");
            }
        }
        if (!certified && header.timestamp() > now + 5_000) {
            return new CheckResult.Untimely(header.timestamp() - now - 5_000);
        }
        valid.put(block.hash(), block);
        return new CheckResult.Valid(outlook);
    }

    /** Appends a valid block and its ancestors; false when it is final already. */
    boolean finish(Hash hash, Bytes certificate) {
        ProposedBlock block = valid.get(hash);
        if (block == null || block.header().height() <= head().header().height()) {
            return false;
        }
        List<ProposedBlock> path = new ArrayList<>();
        while (!block.hash().equals(head().hash())) {
            path.add(0, block);
            Hash parent = block.header().parent();
            block = parent.equals(head().hash()) ? head() : valid.get(parent);
            if (block == null) {
                throw new AssertionError("final block does not extend the final chain");
            }
        }
        for (ProposedBlock next : path) {
            append(next, next.hash().equals(hash) ? certificate : Bytes.EMPTY);
        }
        return true;
    }

    /** Takes final blocks from another ledger. */
    boolean copyFrom(MiniLedger other) {
        boolean copied = false;
        for (Final next : other.chain.tailMap(head().header().height(), false).values()) {
            if (!next.block().header().parent().equals(head().hash())) {
                throw new AssertionError("two final chains");
            }
            append(next.block(), next.certificate());
            copied = true;
        }
        return copied;
    }

    static List<Long> transactions(ProposedBlock block) {
        List<Long> out = new ArrayList<>();
        java.nio.ByteBuffer in = block.body().toBuffer();
        while (in.remaining() >= 8) {
            out.add(in.getLong());
        }
        return out;
    }

    /** A block of this ledger's proposer on any parent, right in every respect but perhaps its transactions. */
    ProposedBlock forge(ProposedBlock parent, long now, List<Long> transactions) {
        long time = Math.max(parent.header().timestamp() + 1, now);
        Hash before = parent.header().stateRoot();
        return block(parent.header().height() + 1, parent.hash(), time, transactions, before, proposer);
    }

    private void append(ProposedBlock block, Bytes certificate) {
        chain.put(block.header().height(), new Final(block, certificate));
        for (long transaction : transactions(block)) {
            if (!finalTransactions.add(transaction)) {
                throw new AssertionError("transaction final twice");
            }
            held.remove(transaction);
        }
        valid.values().removeIf(old -> old.header().height() < head().header().height());
    }

    private ProposedBlock known(Hash hash) {
        return hash.equals(head().hash()) ? head() : valid.get(hash);
    }

    private Set<Long> pendingOn(Hash parent) {
        Set<Long> taken = new LinkedHashSet<>();
        Hash at = parent;
        while (!at.equals(head().hash()) && valid.containsKey(at)) {
            taken.addAll(transactions(valid.get(at)));
            at = valid.get(at).header().parent();
        }
        return taken;
    }

    private ProposedBlock block(
            long height, Hash parent, long time, List<Long> transactions, Hash stateBefore, PublicKey by) {
        CanonicalWriter body = new CanonicalWriter(8 * transactions.size());
        transactions.forEach(body::u64);
        Bytes bytes = body.toBytes();
        BlockHeader header = new BlockHeader(
                chainId,
                height,
                parent,
                time,
                by,
                transactions.size(),
                Sha256.hash(bytes),
                Hash.ZERO,
                stateAfter(stateBefore, bytes),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                engineFields);
        return new ProposedBlock(header, HeaderCodec.hash(header), bytes);
    }

    private static Hash stateAfter(Hash before, Bytes body) {
        return Sha256.hash(new CanonicalWriter(64).hash(before).raw(body).toArray());
    }
}
