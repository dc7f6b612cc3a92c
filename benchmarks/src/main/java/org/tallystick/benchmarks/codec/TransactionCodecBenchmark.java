package org.tallystick.benchmarks.codec;

import java.security.MessageDigest;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** One transfer's bytes, a second, on one thread; the limit is the two hashes that each encoding and decoding makes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TransactionCodecBenchmark {
    private final MessageDigest digest = Sha256.digest();
    private EncodedTransaction transaction = new Transfers(Hash.ZERO, 2).next(0, 1);
    private byte[] bytes = transaction.bytes().toArray();
    private Bytes longer = Bytes.EMPTY;
    private Bytes badLength = Bytes.EMPTY;

    /** Spoils some. */
    @Setup
    public void prepare() {
        longer = Bytes.wrap(Arrays.copyOf(bytes, bytes.length + 1));
        byte[] spoilt = bytes.clone();
        Arrays.fill(spoilt, 92, 96, (byte) 0x7f); // the length of the call
        badLength = Bytes.wrap(spoilt);
    }

    /** The JDK's SHA-256 twice over what is encoded. */
    @Benchmark
    public byte[] rawTwoHashes() {
        digest.digest(bytes);
        return digest.digest(bytes);
    }

    /** Encodes a transaction. */
    @Benchmark
    public EncodedTransaction encode() {
        return TransactionCodec.encode(transaction.transaction());
    }

    /** Decodes one. */
    @Benchmark
    public EncodedTransaction decode() throws MalformedException {
        return TransactionCodec.decode(transaction.bytes());
    }

    /** Refuses one that is followed by a byte too many, which is found last. */
    @Benchmark
    public boolean rejectLate() {
        return isRefused(longer);
    }

    /** Refuses one with a length that it does not have. */
    @Benchmark
    public boolean rejectLength() {
        return isRefused(badLength);
    }

    private static boolean isRefused(Bytes encoded) {
        try {
            TransactionCodec.decode(encoded);
            throw new IllegalStateException("it was not refused");
        } catch (MalformedException e) {
            return true;
        }
    }
}
