package org.tallystick.benchmarks.hashing;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * Merkle roots a second over leaves of 256 bytes, on one thread; the limit is the same digests without a tree: of 257
 * bytes as often as there are leaves, and of 65 bytes as often as there are nodes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MerkleBenchmark {
    private static final int LEAF_BYTES = 256;

    /** Leaves of the tree. */
    @Param({"100", "1000", "10000"})
    public int leaves;

    private final MessageDigest digest = Sha256.digest();
    private final byte[] node = new byte[1 + 2 * Hash.SIZE];
    private final byte[] out = new byte[Hash.SIZE];
    private List<Bytes> data = List.of();
    private List<Hash> hashes = List.of();
    private byte[][] prefixed = {};

    /** Makes the leaves. */
    @Setup
    public void prepare() {
        Random random = new Random(1);
        data = new ArrayList<>(leaves);
        prefixed = new byte[leaves][];
        for (int i = 0; i < leaves; i++) {
            byte[] leaf = new byte[LEAF_BYTES];
            random.nextBytes(leaf);
            data.add(Bytes.copyOf(leaf));
            prefixed[i] = new byte[1 + LEAF_BYTES];
            System.arraycopy(leaf, 0, prefixed[i], 1, LEAF_BYTES);
        }
        hashes = data.stream().map(MerkleTree::leafHash).toList();
    }

    /** The JDK's digests alone. */
    @Benchmark
    public byte[] rawSha256() throws DigestException {
        for (byte[] leaf : prefixed) {
            digest.update(leaf, 0, leaf.length);
            digest.digest(out, 0, Hash.SIZE);
        }
        for (int i = 1; i < leaves; i++) {
            digest.update(node, 0, node.length);
            digest.digest(out, 0, Hash.SIZE);
        }
        return out;
    }

    /** From the leaves. */
    @Benchmark
    public Hash root() {
        return MerkleTree.rootOfLeaves(data);
    }

    /** From the hashes of the leaves, which transactions carry. */
    @Benchmark
    public Hash rootOfHashes() {
        return MerkleTree.root(hashes);
    }
}
