package org.tallystick.benchmarks.mempool;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;

/**
 * Transfers that come into the mempool, are looked up there, and leave it as final in blocks of 1,000, against an empty
 * state; 10,000 of them, one thread. The limit is a map's {@code put}, {@code get} and {@code remove} for each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 30)
@Measurement(iterations = 20)
@Fork(2)
public class MempoolBenchmark {
    private static final int SIZE = 10_000;
    private static final int BLOCK = 1_000;

    /** Senders, each with one lane. */
    @Param({"20", "2000"})
    public int senders;

    private List<EncodedTransaction> transfers = List.of();
    private Mempool full;
    private Mempool empty;

    /** Makes the transfers. */
    @Setup
    public void prepare() {
        transfers = new Transfers(Hash.ZERO, senders).next(SIZE);
    }

    /** Makes the pools. */
    @Setup(Level.Iteration)
    public void pools() {
        empty = pool();
        full = pool();
        transfers.forEach(each -> add(full, each));
    }

    private static Mempool pool() {
        return new Mempool(MempoolLimits.DEFAULT, new AccountRules(Parameters.DEFAULT));
    }

    private static void add(Mempool pool, EncodedTransaction transfer) {
        if (!(pool.add(transfer, () -> key -> null, Transfers.BEGIN) instanceof Mempool.Admission.Added)) {
            throw new IllegalStateException("a transfer was refused");
        }
    }

    /** A map alone. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public int rawMap() {
        Map<Hash, EncodedTransaction> map = new HashMap<>();
        transfers.forEach(each -> map.put(each.id(), each));
        int found = 0;
        for (EncodedTransaction each : transfers) {
            found += map.get(each.id()).size();
        }
        transfers.forEach(each -> map.remove(each.id()));
        return found + map.size();
    }

    /** Admission. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public int add() {
        transfers.forEach(each -> add(empty, each));
        return empty.ready();
    }

    /** Whether it is there: what an announcement asks. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public int find() {
        int found = 0;
        for (EncodedTransaction each : transfers) {
            found += full.find(each.id()).isPresent() ? 1 : 0;
        }
        return found;
    }

    /** Leaving in blocks. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public int becameFinal() {
        for (int from = 0; from < SIZE; from += BLOCK) {
            full.candidates(BLOCK);
            full.becameFinal(transfers.subList(from, from + BLOCK), Transfers.BEGIN);
        }
        return full.size();
    }
}
