package org.tallystick.benchmarks.crypto;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
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
import org.tallystick.benchmarks.fixture.Corretto;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Bytes;

/** Signatures made a second, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SignBenchmark {
    private final byte[] seed = new byte[32];
    private final PrivateKey signer = PrivateKey.fromSeed(seed);
    private final byte[] key = signer.publicKey().encoded().toArray();
    private final Signer nativeSigner = SignatureProvider.NATIVE.signer(signer);
    private Corretto corretto;
    private final List<byte[]> messages = SignatureChecks.of(1_024).stream()
            .map(check -> check.message().toArray())
            .toList();
    private int next;

    /** Loads the native provider. */
    @Setup
    public void load() throws ReflectiveOperationException, GeneralSecurityException {
        corretto = new Corretto();
        corretto.initSign(seed);
    }

    private byte[] next() {
        next = (next + 1) % messages.size();
        return messages.get(next);
    }

    /** BouncyCastle's bare signing, the public key at hand. */
    @Benchmark
    public byte[] rawBouncyCastle() {
        byte[] message = next();
        byte[] signature = new byte[64];
        Ed25519.sign(seed, 0, key, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** The native provider's bare signing, the key object at hand. */
    @Benchmark
    public byte[] rawCorretto() throws GeneralSecurityException {
        return corretto.sign(next());
    }

    /** A transaction's or a vote's signature. */
    @Benchmark
    public Bytes sign() {
        return signer.sign(next());
    }

    /** The same with the native provider. */
    @Benchmark
    public Bytes signNative() {
        return nativeSigner.sign(next());
    }
}
