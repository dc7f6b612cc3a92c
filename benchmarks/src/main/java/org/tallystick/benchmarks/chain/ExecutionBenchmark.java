package org.tallystick.benchmarks.chain;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.benchmarks.fixture.BenchLedger;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.crypto.Sha256;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateTree;
import org.tallystick.model.Bytes;
import org.tallystick.testkit.store.InMemoryStorage;

/**
 * Executing a block of 1,000 transfers between random ones of 100,000 accounts, the state in memory; transfers a second
 * on one thread. The limit is what no execution can do without: hashing each changed key, its value, and the node of the
 * tree above it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExecutionBenchmark {
    private static final int ACCOUNTS = 100_000;
    private static final int BLOCK = 1_000;

    private final MessageDigest digest = Sha256.digest();
    private final byte[] hashed = new byte[65];
    private BenchLedger ledger;
    private List<EncodedTransaction> block = List.of();
    private Map<HashedKey, Optional<Bytes>> changes = Map.of();

    /** Makes a ledger and the block. */
    @Setup
    public void prepare() {
        ledger = new BenchLedger(new InMemoryStorage(), SignatureProvider.PORTABLE.verifier());
        Transfers transfers = new Transfers(BenchLedger.chainId(), ACCOUNTS);
        ledger.fund(transfers);
        Random random = new Random(4);
        block = new ArrayList<>();
        for (int i = 0; i < BLOCK; i++) {
            block.add(transfers.next(random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS)));
        }
        changes = ledger.execute(block).changes();
    }

    /** Three hashes for each change. */
    @Benchmark
    @OperationsPerInvocation(BLOCK)
    public byte[] rawHashes() {
        byte[] last = hashed;
        for (int i = 0; i < 3 * changes.size(); i++) {
            last = digest.digest(hashed);
        }
        return last;
    }

    /** Runs the contract and makes the tree after it, with its root. */
    @Benchmark
    @OperationsPerInvocation(BLOCK)
    public BlockState.Executed execute() {
        return ledger.execute(block);
    }

    /** Makes the tree alone. */
    @Benchmark
    @OperationsPerInvocation(BLOCK)
    public StateTree stateRoot() {
        return ledger.head().tree().with(Execution.treeChanges(changes));
    }

    /** Executes, and makes the block with its roots. */
    @Benchmark
    @OperationsPerInvocation(BLOCK)
    public BlockState build() {
        return ledger.build(block);
    }

    /** Closes the ledger. */
    @TearDown
    public void close() {
        ledger.close();
    }
}
