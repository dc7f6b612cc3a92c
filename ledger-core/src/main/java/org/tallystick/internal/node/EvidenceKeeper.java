package org.tallystick.internal.node;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.EvidenceCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.model.Bytes;
import org.tallystick.model.Evidence;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Validator;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EvidenceVerifier;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.spi.transport.Topic;

/**
 * Keeps proofs against validators, those of this node's engine and those that peers show, and passes them on: each is
 * verified before it is believed, kept before it is spread, and spread once. A validator is worth a few proofs an epoch,
 * and the whole ledger a bounded number. When there is no more room, a first proof against somebody takes the place of the
 * oldest one against anybody of whom there are several; so nobody hides by making many others look guiltier. What comes
 * beyond is dropped.
 */
final class EvidenceKeeper {
    /** Proofs kept against one validator in one epoch. */
    static final int MAX_OF_ONE = 4;

    /** Proofs kept in all. */
    static final int MAX = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceKeeper.class);
    private static final int MAX_WAITING = 64;
    private static final int MAX_GREETING = 16;

    private record Guilt(long epoch, PublicKey validator) {}

    private final Genesis genesis;
    private final Hash chainId;
    private final FinalChain chain;
    private final LedgerStore store;
    private final EvidenceVerifier judge;
    private final SignatureVerifier signatures;
    private final Outlet outlet;
    private final LifeCycle lifeCycle;
    private final Executor thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Hash, Evidence> kept = new LinkedHashMap<>(); // guarded by itself; oldest first
    private final Map<Guilt, Integer> guilt = new HashMap<>(); // guarded by kept; looked up, never iterated

    EvidenceKeeper(
            Genesis genesis,
            FinalChain chain,
            LedgerStore store,
            EvidenceVerifier judge,
            SignatureVerifier signatures,
            Outlet outlet,
            LifeCycle lifeCycle,
            NodeRuntime runtime) {
        this.genesis = genesis;
        this.chainId = GenesisCodec.chainId(genesis);
        this.chain = chain;
        this.store = store;
        this.judge = judge;
        this.signatures = signatures;
        this.outlet = outlet;
        this.lifeCycle = lifeCycle;
        this.thread = runtime.serial("evidence");
        load();
    }

    private void load() {
        store.scan(Column.EVIDENCE, new byte[0], null, (key, value) -> {
            try {
                remember(Hash.of(key), EvidenceCodec.decode(Bytes.wrap(value)));
            } catch (MalformedException e) {
                LOG.warn("a stored proof cannot be read and is passed over: {}", e.getMessage());
            }
            return true;
        });
    }

    private void remember(Hash id, Evidence evidence) {
        synchronized (kept) {
            kept.put(id, evidence);
            guilt.merge(guiltOf(evidence), 1, Integer::sum);
        }
    }

    /** Everything that is kept, oldest first. */
    List<Evidence> all() {
        synchronized (kept) {
            return List.copyOf(kept.values());
        }
    }

    /** Whether a proof is worth asking for. */
    boolean wants(Hash id) {
        synchronized (kept) {
            return !kept.containsKey(id) && (kept.size() < MAX || kept.size() > guilt.size());
        }
    }

    /** The engine, which was in an epoch, has found somebody out. */
    void accused(Effect.Accuse accuse, long epoch) {
        thread.execute(() -> {
            Optional<LedgerConfig> config = config(epoch);
            if (config.isPresent() && !accuse.first().equals(accuse.second())) {
                Validator guilty = config.get().validators().get(accuse.validator());
                LOG.warn("validator {} contradicted itself: {}", guilty.name(), accuse.kind());
                keep(Evidence.of(
                        chainId,
                        genesis.engine(),
                        epoch,
                        guilty.key(),
                        accuse.kind(),
                        accuse.first(),
                        accuse.second()));
            }
        });
    }

    /** A peer shows a proof. Called from I/O threads. */
    void offered(NodeId from, Hash claimedId, byte[] payload) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return; // gossip is not reliable, and others have it too
        }
        thread.execute(() -> {
            try {
                consider(from, claimedId, payload);
            } finally {
                waiting.decrementAndGet();
            }
        });
    }

    private void consider(NodeId from, Hash claimedId, byte[] payload) {
        Evidence evidence;
        try {
            evidence = EvidenceCodec.decode(Bytes.wrap(payload));
        } catch (MalformedException e) {
            outlet.penalize(from, "malformed evidence: " + e.getMessage());
            return;
        }
        Hash id = EvidenceCodec.id(Bytes.wrap(payload));
        if (!id.equals(claimedId)
                || !evidence.chainId().equals(chainId)
                || !evidence.engine().equals(genesis.engine())) {
            outlet.penalize(from, "evidence under another's name, or of another ledger");
            return;
        }
        Optional<LedgerConfig> config = config(evidence.epoch());
        if (config.isEmpty() || !wants(id) || !hasRoom(evidence)) {
            return; // of an epoch that has not begun here, or nothing new
        }
        if (isProof(evidence)) {
            keep(evidence);
        } else {
            outlet.penalize(from, "evidence that proves nothing");
        }
    }

    private boolean isProof(Evidence evidence) {
        return config(evidence.epoch())
                .filter(config -> judge.proves(evidence, config.validators(), signatures))
                .isPresent();
    }

    private static Guilt guiltOf(Evidence evidence) {
        return new Guilt(evidence.epoch(), evidence.validator());
    }

    private boolean hasRoom(Evidence evidence) {
        synchronized (kept) {
            int proofs = guilt.getOrDefault(guiltOf(evidence), 0);
            return kept.size() < MAX ? proofs < MAX_OF_ONE : proofs == 0;
        }
    }

    /** The proof to be given up for one more; empty when there is room. On the thread. */
    private Optional<Hash> superfluous() {
        synchronized (kept) {
            return kept.size() < MAX
                    ? Optional.empty()
                    : kept.entrySet().stream()
                            .filter(each -> guilt.get(guiltOf(each.getValue())) > 1)
                            .map(Map.Entry::getKey)
                            .findFirst();
        }
    }

    private void forget(Hash id) {
        synchronized (kept) {
            guilt.merge(guiltOf(kept.remove(id)), -1, Integer::sum);
        }
    }

    /** The validators and parameters of an epoch that has begun here. */
    Optional<LedgerConfig> config(long epoch) {
        return epoch == 0 ? Optional.of(genesis.config()) : chain.reader().config(epoch);
    }

    private void keep(Evidence evidence) {
        Bytes encoded = EvidenceCodec.encode(evidence);
        Hash id = EvidenceCodec.id(encoded);
        if (!lifeCycle.isAlive() || !wants(id) || !hasRoom(evidence)) {
            return;
        }
        Optional<Hash> given = superfluous();
        WriteBatch batch = new WriteBatch().put(Column.EVIDENCE, id.toArray(), encoded.toArray());
        given.ifPresent(old -> batch.delete(Column.EVIDENCE, old.toArray()));
        try {
            store.commit(batch);
        } catch (RuntimeException e) {
            lifeCycle.fail(e);
            return;
        }
        given.ifPresent(this::forget);
        remember(id, evidence);
        if (isProof(evidence)) { // else the engine has no judge, and peers would take it ill
            outlet.publish(Topic.EVIDENCE, id, encoded.toArray());
        }
    }

    /** A peer has connected; it may have missed what was spread before. */
    void greet(NodeId peer) {
        List<Evidence> all = all();
        if (judge == EvidenceVerifier.NONE) {
            return;
        }
        for (Evidence evidence : all.subList(Math.max(0, all.size() - MAX_GREETING), all.size())) {
            Bytes encoded = EvidenceCodec.encode(evidence);
            outlet.push(List.of(peer), Topic.EVIDENCE, EvidenceCodec.id(encoded), encoded.toArray());
        }
    }
}
