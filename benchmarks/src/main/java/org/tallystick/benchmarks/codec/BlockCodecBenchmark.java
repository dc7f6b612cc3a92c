package org.tallystick.benchmarks.codec;

import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** Bodies of blocks of 1,000 transfers; the figures are transfers a second, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BlockCodecBenchmark {
    private static final int SIZE = 1_000;

    private final MessageDigest digest = Sha256.digest();
    private List<EncodedTransaction> transactions = List.of();
    private Bytes body = Bytes.EMPTY;
    private byte[] one = {};

    /** Makes the block. */
    @Setup
    public void prepare() {
        transactions = new Transfers(Hash.ZERO, SIZE).next(SIZE);
        body = BlockCodec.encodeBody(transactions);
        one = transactions.get(0).bytes().toArray();
    }

    /** The JDK's SHA-256 twice over each. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public byte[] rawTwoHashes() {
        byte[] last = one;
        for (int i = 0; i < SIZE; i++) {
            digest.digest(one);
            last = digest.digest(one);
        }
        return last;
    }

    /** Puts encoded transactions together. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public Bytes encode() {
        return BlockCodec.encodeBody(transactions);
    }

    /** Decodes the transactions. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public List<EncodedTransaction> decode() throws MalformedException {
        return BlockCodec.decodeBody(body, SIZE, 1 << 16);
    }
}
