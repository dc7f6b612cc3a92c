package org.tallystick.benchmarks.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;

/** Signatures in batches of a size; the figures are signatures a second on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(2)
public class BatchVerifyBenchmark {
    private static final int ROUND = 64;
    private static final int KEYS = 3 * Ed25519Verifier.CACHED_KEYS / ROUND * ROUND;
    private static final int KNOWN = Ed25519Verifier.CACHED_KEYS / ROUND * ROUND - ROUND; // nearly all that can be

    /** Signatures in a batch. */
    @Param({"4", "8", "16", "32", "64"})
    public int size;

    private final SignatureVerifier verifier = SignatureProvider.PORTABLE.verifier();
    private final SignatureVerifier verifierThatKnows = SignatureProvider.PORTABLE.verifier();
    private List<SignatureCheck> checks = List.of();
    private List<SignatureCheck> oneBad = List.of();
    private byte[][] keys = {};
    private byte[][] messages = {};
    private byte[][] signatures = {};
    private int next;

    /** Makes the signatures. */
    @Setup
    public void prepare() {
        checks = SignatureChecks.of(KEYS);
        oneBad = new ArrayList<>(checks.subList(0, ROUND));
        for (int i = 1; i < ROUND; i += size) { // one in each batch
            SignatureCheck good = oneBad.get(i);
            oneBad.set(i, new SignatureCheck(good.key(), Bytes.utf8("another message"), good.signature()));
        }
        keys = checks.stream().map(check -> check.key().encoded().toArray()).toArray(byte[][]::new);
        messages = checks.stream().map(check -> check.message().toArray()).toArray(byte[][]::new);
        signatures = checks.stream().map(check -> check.signature().toArray()).toArray(byte[][]::new);
        for (int round = 0; round < 3; round++) {
            verifierThatKnows.verifyAll(checks.subList(0, KNOWN));
        }
    }

    private int next(int bound) {
        next = next + ROUND < bound ? next + ROUND : 0;
        return next;
    }

    /** BouncyCastle's bare verification, one by one. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean rawBouncyCastle() {
        boolean good = true;
        int from = next(KEYS);
        for (int i = from; i < from + ROUND; i++) {
            good &= Ed25519.verify(signatures[i], 0, keys[i], 0, messages[i], 0, messages[i].length);
        }
        return good;
    }

    /** Keys that are not known. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean batch() {
        int from = next(KEYS);
        return verify(verifier, checks.subList(from, from + ROUND));
    }

    /** Keys that came before. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean batchOfKnownKeys() {
        int from = next(KNOWN);
        return verify(verifierThatKnows, checks.subList(from, from + ROUND));
    }

    /** One signature of each batch is bad. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean batchWithOneBad() {
        return verify(verifierThatKnows, oneBad);
    }

    private boolean verify(SignatureVerifier by, List<SignatureCheck> round) {
        boolean good = true;
        for (int from = 0; from < ROUND; from += size) {
            good &= by.allGood(round.subList(from, from + size));
        }
        return good;
    }
}
