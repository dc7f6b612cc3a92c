package org.tallystick.benchmarks.crypto;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
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
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;

/** One signature at a time, a second, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class VerifyBenchmark {
    /** More than a verifier remembers, so that a key that comes round again has been forgotten. */
    private static final int KEYS = 3 * Ed25519Verifier.CACHED_KEYS;

    private static final int KNOWN = 512;

    private final SignatureVerifier portable = SignatureProvider.PORTABLE.verifier();
    private final SignatureVerifier portableThatKnows = SignatureProvider.PORTABLE.verifier();
    private List<SignatureCheck> checks = List.of();
    private byte[][] keys = {};
    private byte[][] messages = {};
    private byte[][] signatures = {};
    private PublicKey[] keysOfTheJdk = {};
    private SignatureVerifier withNative = portable;
    private Corretto corretto;
    private int next;

    /** Makes the signatures. */
    @Setup
    public void prepare() throws ReflectiveOperationException, GeneralSecurityException {
        checks = SignatureChecks.of(KEYS);
        keys = checks.stream().map(check -> check.key().encoded().toArray()).toArray(byte[][]::new);
        messages = checks.stream().map(check -> check.message().toArray()).toArray(byte[][]::new);
        signatures = checks.stream().map(check -> check.signature().toArray()).toArray(byte[][]::new);
        withNative = SignatureProvider.NATIVE.verifier();
        keysOfTheJdk = new PublicKey[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keysOfTheJdk[i] = Corretto.key(keys[i]);
        }
        corretto = new Corretto();
        for (int round = 0; round < 3; round++) {
            portableThatKnows.verifyAll(checks.subList(0, KNOWN));
        }
    }

    private int next(int bound) {
        next = next + 1 < bound ? next + 1 : 0;
        return next;
    }

    /** BouncyCastle's bare verification. */
    @Benchmark
    public boolean rawBouncyCastle() {
        int i = next(KEYS);
        return Ed25519.verify(signatures[i], 0, keys[i], 0, messages[i], 0, messages[i].length);
    }

    /** The native provider's bare verification, its key objects at hand. */
    @Benchmark
    public boolean rawCorretto() throws GeneralSecurityException {
        int i = next(KEYS);
        return corretto.verify(keysOfTheJdk[i], messages[i], signatures[i]);
    }

    /** The library's own, a key that it does not know. */
    @Benchmark
    public boolean portable() {
        return verify(portable, next(KEYS));
    }

    /** The library's own, a key that came before. */
    @Benchmark
    public boolean portableKnownKey() {
        return verify(portableThatKnows, next(KNOWN));
    }

    /** With the native provider, a key that is not known. */
    @Benchmark
    public boolean nativeProvider() {
        return verify(withNative, next(KEYS));
    }

    private boolean verify(SignatureVerifier verifier, int i) {
        SignatureCheck check = checks.get(i);
        return verifier.verify(check.key(), messages[i], check.signature());
    }
}
