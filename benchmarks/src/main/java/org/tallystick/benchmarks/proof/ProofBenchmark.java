package org.tallystick.benchmarks.proof;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.benchmarks.fixture.BenchLedger;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.crypto.KeyProofs;
import org.tallystick.crypto.MerkleProofs;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.crypto.Sha256;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;
import org.tallystick.testkit.store.InMemoryStorage;

/**
 * Proofs a second on one thread: that a leaf is among 10,000, and what the state holds for a key among more than
 * 100,000. The limit is hashing 17 nodes, as many as such proofs have siblings.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ProofBenchmark {
    private static final int LEAVES = 10_000;
    private static final int ACCOUNTS = 100_000;
    private static final int SIBLINGS = 17;

    private final MessageDigest digest = Sha256.digest();
    private final byte[] node = new byte[65];
    private final List<Hash> leaves = new ArrayList<>();
    private final List<List<Hash>> inclusions = new ArrayList<>();
    private final List<HashedKey> keys = new ArrayList<>();
    private final List<KeyProof> proofs = new ArrayList<>();
    private BenchLedger ledger;
    private Hash root = Hash.ZERO;
    private Hash stateRoot = Hash.ZERO;
    private int next;

    /** Makes a tree, a ledger, and proofs to be checked. */
    @Setup
    public void prepare() {
        for (int i = 0; i < LEAVES; i++) {
            leaves.add(MerkleTree.leafHash(Bytes.utf8("leaf " + i)));
        }
        root = MerkleTree.root(leaves);
        ledger = new BenchLedger(new InMemoryStorage(), SignatureProvider.PORTABLE.verifier());
        Transfers transfers = new Transfers(BenchLedger.chainId(), ACCOUNTS);
        ledger.fund(transfers);
        stateRoot = ledger.head().header().stateRoot();
        for (int i = 0; i < 1_000; i++) {
            inclusions.add(MerkleProofs.inclusion(leaves, 7 * i));
            keys.add(HashedKey.of(StateKey.account(transfers.account(97 * i)))); // absent
            proofs.add(ledger.head().tree().prove(keys.get(i).hash(), ledger.store()));
        }
    }

    private int next() {
        next = next + 1 < keys.size() ? next + 1 : 0;
        return next;
    }

    /** Seventeen hashes of nodes. */
    @Benchmark
    public byte[] rawHashes() {
        byte[] last = node;
        for (int i = 0; i < SIBLINGS; i++) {
            last = digest.digest(node);
        }
        return last;
    }

    /** Makes a proof of inclusion, which takes all the hashes of the tree. */
    @Benchmark
    public List<Hash> makeInclusion() {
        return MerkleProofs.inclusion(leaves, next());
    }

    /** Checks one. */
    @Benchmark
    public boolean checkInclusion() {
        int i = next();
        return require(MerkleProofs.verifyInclusion(leaves.get(7 * i), 7L * i, LEAVES, inclusions.get(i), root));
    }

    /** Proves what the state holds for a key. */
    @Benchmark
    public KeyProof makeKeyProof() {
        return ledger.head().tree().prove(keys.get(next()).hash(), ledger.store());
    }

    /** Checks that. */
    @Benchmark
    public boolean checkKeyProof() {
        int i = next();
        return require(KeyProofs.root(proofs.get(i), keys.get(i).hash(), Optional.empty())
                .equals(Optional.of(stateRoot)));
    }

    private static boolean require(boolean good) {
        if (!good) {
            throw new IllegalStateException("a good proof was refused");
        }
        return true;
    }

    /** Closes the ledger. */
    @TearDown
    public void close() {
        ledger.close();
    }
}
