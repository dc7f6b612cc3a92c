package org.tallystick.examples.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Bytes;

/** How many signatures all processors of this machine check a second, with nothing else to do. */
final class VerifyProbe {
    /** As many bytes as a transaction's signature is over. */
    private static final int MESSAGE = 80;

    private static final int KEYS = 1_000;
    private static final int BATCH = 64;

    /**
     * Checks a second.
     *
     * @param unknown one by one, each of a key that the verifier has not seen
     * @param known one by one, keys that it has
     * @param batched {@value #BATCH} together, keys that it has
     */
    record Rates(double unknown, double known, double batched) {}

    private final int threads = Runtime.getRuntime().availableProcessors();
    private final SignatureProvider provider;
    private final long nanos;
    private final List<SignatureCheck> checks = new ArrayList<>(KEYS);
    private final List<byte[]> messages = new ArrayList<>(KEYS);

    /** Takes as long for each figure, and as long before it to warm up. */
    VerifyProbe(SignatureProvider provider, long nanos) {
        this.provider = present(provider);
        this.nanos = nanos;
        for (int i = 0; i < KEYS; i++) {
            byte[] message = new byte[MESSAGE];
            message[0] = (byte) i;
            message[1] = (byte) (i >>> 8);
            PrivateKey key = PrivateKey.fromSeed(Arrays.copyOf(message, PrivateKey.SEED_SIZE));
            checks.add(new SignatureCheck(key.publicKey(), Bytes.copyOf(message), key.sign(message)));
            messages.add(message);
        }
    }

    /** Who checks when a node has loaded all it can. */
    private static SignatureProvider present(SignatureProvider wanted) {
        if (wanted != SignatureProvider.AUTO) {
            return wanted;
        }
        try {
            SignatureProvider.NATIVE.verifier();
            return SignatureProvider.NATIVE;
        } catch (IllegalStateException e) {
            return SignatureProvider.PORTABLE;
        }
    }

    /** Who checked. */
    SignatureProvider provider() {
        return provider;
    }

    Rates measure() throws InterruptedException {
        return new Rates(
                rate(() -> () -> oneByOne(provider.verifier())),
                rate(() -> {
                    SignatureVerifier verifier = provider.verifier();
                    return () -> oneByOne(verifier);
                }),
                rate(() -> {
                    SignatureVerifier verifier = provider.verifier();
                    return () -> together(verifier);
                }));
    }

    /** Nanoseconds that it takes one thread of a client to sign. */
    long signNanos() {
        Signer key = provider.signer(PrivateKey.fromSeed(new byte[32]));
        long count = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            key.sign(messages.get((int) (count++ % KEYS)));
        }
        return (System.nanoTime() - start) / count;
    }

    private int oneByOne(SignatureVerifier verifier) {
        for (int i = 0; i < KEYS; i++) {
            SignatureCheck check = checks.get(i);
            require(verifier.verify(check.key(), messages.get(i), check.signature()));
        }
        return KEYS;
    }

    private int together(SignatureVerifier verifier) {
        for (int from = 0; from < KEYS; from += BATCH) {
            require(verifier.allGood(checks.subList(from, Math.min(KEYS, from + BATCH))));
        }
        return KEYS;
    }

    private static void require(boolean good) {
        if (!good) {
            throw new IllegalStateException("a good signature was refused");
        }
    }

    /** What is done a second on all processors; a work does one pass and says how much that was. */
    private double rate(Supplier<Callable<Integer>> works) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Double>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<Integer> work = works.get();
                parts.add(() -> {
                    repeat(work);
                    return repeat(work);
                });
            }
            double sum = 0;
            for (Future<Double> part : pool.invokeAll(parts)) {
                sum += part.get();
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IllegalStateException("signatures could not be checked", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private double repeat(Callable<Integer> work) throws Exception {
        long start = System.nanoTime();
        long done = 0;
        do {
            done += work.call();
        } while (System.nanoTime() - start < nanos);
        return done * 1e9 / (System.nanoTime() - start);
    }
}
