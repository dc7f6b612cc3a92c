package org.tallystick.benchmarks.endure;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tallystick.benchmarks.fixture.Corretto;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;

/** How many signatures a second all processors verify when they do nothing else. */
final class BareSignatures {
    private static final int ROUNDS = 3; // of which the best counts
    private static final int PART = 64;

    private final List<SignatureCheck> checks;

    BareSignatures(List<SignatureCheck> checks) {
        this.checks = checks;
    }

    /** Verifies some of the signatures. */
    @FunctionalInterface
    private interface Part {
        boolean good(List<SignatureCheck> part) throws GeneralSecurityException;
    }

    /** The library's portable path, 64 together. */
    double inBatches() throws InterruptedException, ExecutionException {
        SignatureVerifier verifier = SignatureProvider.PORTABLE.verifier();
        return best(() -> verifier::allGood);
    }

    /** The library's portable path, one by one. */
    double singly() throws InterruptedException, ExecutionException {
        SignatureVerifier verifier = SignatureProvider.PORTABLE.verifier();
        return best(() -> part -> {
            boolean good = true;
            for (SignatureCheck check : part) {
                good &= verifier.verify(check.key(), check.message().toArray(), check.signature());
            }
            return good;
        });
    }

    /** BouncyCastle's own verification. */
    double byBouncyCastle() throws InterruptedException, ExecutionException {
        return best(() -> part -> {
            boolean good = true;
            for (SignatureCheck check : part) {
                byte[] message = check.message().toArray();
                byte[] key = check.key().encoded().toArray();
                good &= Ed25519.verify(check.signature().toArray(), 0, key, 0, message, 0, message.length);
            }
            return good;
        });
    }

    /** The native provider's own verification; key objects are made on the way. */
    double natively() throws InterruptedException, ExecutionException {
        return best(() -> {
            Corretto provider = new Corretto();
            return part -> {
                boolean good = true;
                for (SignatureCheck check : part) {
                    PublicKey key = Corretto.key(check.key().encoded().toArray());
                    good &= provider.verify(
                            key, check.message().toArray(), check.signature().toArray());
                }
                return good;
            };
        });
    }

    private double best(Callable<Part> ofAThread) throws InterruptedException, ExecutionException {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.max(best, round(ofAThread));
        }
        return best;
    }

    private double round(Callable<Part> ofAThread) throws InterruptedException, ExecutionException {
        int processors = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(processors);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> ends = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < processors; i++) {
            ends.add(threads.submit(() -> {
                Part verify = ofAThread.call();
                for (int from = next.getAndAdd(PART); from < checks.size(); from = next.getAndAdd(PART)) {
                    if (!verify.good(checks.subList(from, Math.min(checks.size(), from + PART)))) {
                        throw new IllegalStateException("a bad signature");
                    }
                }
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        threads.shutdown();
        return checks.size() / seconds;
    }
}
