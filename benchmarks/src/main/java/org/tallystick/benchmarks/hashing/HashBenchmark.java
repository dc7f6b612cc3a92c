package org.tallystick.benchmarks.hashing;

import java.security.MessageDigest;
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
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** Hashes a second, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HashBenchmark {
    /** Bytes hashed. */
    @Param({"64", "256", "1024", "1048576"})
    public int size;

    private final MessageDigest digest = Sha256.digest();
    private byte[] array = {};
    private Bytes bytes = Bytes.EMPTY;

    /** Makes what is hashed. */
    @Setup
    public void prepare() {
        array = new byte[size];
        new Random(1).nextBytes(array);
        bytes = Bytes.copyOf(array);
    }

    /** The JDK's, one digest used again and again. */
    @Benchmark
    public byte[] rawSha256() {
        return digest.digest(array);
    }

    /** As the ledger hashes a value. */
    @Benchmark
    public Hash hash() {
        return Sha256.hash(bytes);
    }
}
