package org.tallystick.benchmarks.validation;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.tallystick.benchmarks.fixture.Corretto;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionDecoder;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.validation.TransactionChecks;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * Everything about a transfer that needs no state, as a node does it with what comes from peers: decoded, its form
 * checked, its signature verified, in batches of 64. Transfers a second; the limits are bare verifications of the same
 * signatures. No transfer comes again while a node would remember it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public abstract class StatelessBenchmark {
    private static final int ROUND = 64;
    private static final int ROUNDS = 640; // 40,960 transfers, of which a node remembers 32,768

    /** Senders; a verifier knows the keys of 500, and has forgotten those of 8,000 when they come again. */
    @Param({"500", "8000"})
    public int accounts;

    private final AtomicInteger next = new AtomicInteger();
    private final TransactionChecks checks = Transfers.checks(Hash.ZERO, SignatureProvider.PORTABLE.verifier());
    private final SignatureVerifier bare = SignatureProvider.PORTABLE.verifier();
    private List<byte[]> received = List.of();
    private List<SignatureCheck> signatures = List.of();
    private List<PublicKey> keys = List.of();
    private byte[][] encodedKeys = {};
    private byte[][] messages = {};
    private byte[][] signed = {};

    /** The native provider, one for each thread. */
    @State(Scope.Thread)
    public static class Native {
        private Corretto corretto;

        /** Loads it. */
        @Setup
        public void load() throws ReflectiveOperationException, GeneralSecurityException {
            corretto = new Corretto();
        }
    }

    /** Makes the transfers. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        List<EncodedTransaction> transfers = new Transfers(Hash.ZERO, accounts).next(ROUND * ROUNDS);
        received = transfers.stream().map(each -> each.bytes().toArray()).toList();
        signatures = Transfers.signatures(Hash.ZERO, transfers);
        encodedKeys =
                signatures.stream().map(each -> each.key().encoded().toArray()).toArray(byte[][]::new);
        messages = signatures.stream().map(each -> each.message().toArray()).toArray(byte[][]::new);
        signed = signatures.stream().map(each -> each.signature().toArray()).toArray(byte[][]::new);
        keys = new ArrayList<>();
        for (byte[] key : encodedKeys) {
            keys.add(Corretto.key(key));
        }
    }

    private int round() {
        return ROUND * Integer.remainderUnsigned(next.getAndIncrement(), ROUNDS);
    }

    /** The whole stateless path. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean[] stateless() throws MalformedException {
        int from = round();
        TransactionDecoder decoder = new TransactionDecoder();
        List<EncodedTransaction> transactions = new ArrayList<>(ROUND);
        for (int i = from; i < from + ROUND; i++) {
            EncodedTransaction transaction = decoder.decode(Bytes.wrap(received.get(i)));
            if (checks.checkForm(transaction).isPresent()) {
                throw new IllegalStateException("a good transfer was refused");
            }
            transactions.add(transaction);
        }
        boolean[] good = checks.signaturesGood(transactions);
        if (!good[0] || !good[ROUND - 1]) {
            throw new IllegalStateException("a good signature was refused");
        }
        return good;
    }

    /** The native provider's verification. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean rawCorretto(Native own) throws GeneralSecurityException {
        int from = round();
        boolean good = true;
        for (int i = from; i < from + ROUND; i++) {
            good &= own.corretto.verify(keys.get(i), messages[i], signed[i]);
        }
        return good;
    }

    /** BouncyCastle's verification. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean rawBouncyCastle() {
        int from = round();
        boolean good = true;
        for (int i = from; i < from + ROUND; i++) {
            good &= Ed25519.verify(signed[i], 0, encodedKeys[i], 0, messages[i], 0, messages[i].length);
        }
        return good;
    }

    /** The library's own verification of a batch. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public boolean rawBatch() {
        int from = round();
        return bare.allGood(signatures.subList(from, from + ROUND));
    }
}
