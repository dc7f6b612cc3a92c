package org.tallystick.benchmarks.chain;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.benchmarks.fixture.BenchLedger;
import org.tallystick.benchmarks.fixture.Corretto;
import org.tallystick.benchmarks.fixture.TemporaryDirectory;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionDecoder;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.storage.rocksdb.RocksDbStorage;
import org.tallystick.testkit.store.InMemoryStorage;

/**
 * Full validation and import of blocks of 1,000 transfers between random ones of 100,000 accounts: as on a node, the
 * transactions come ahead of their block and are decoded and verified on both cores, while the blocks before are checked
 * in full, executed, and written to RocksDB, synced. Time a transfer; the limits are bare verifications of the same
 * signatures on both cores.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8)
@Measurement(iterations = 8)
@Fork(1)
public class ImportBenchmark {
    private static final int ACCOUNTS = 100_000;
    private static final int BLOCKS = 10;
    private static final int BLOCK = 1_000;
    private static final int SIZE = BLOCKS * BLOCK;
    private static final int PART = 50;
    private static final int CORES = 2;
    private static final ThreadLocal<Corretto> CORRETTO = ThreadLocal.withInitial(ImportBenchmark::corretto);

    /** Who verifies. */
    @Param({"PORTABLE", "NATIVE"})
    public SignatureProvider provider;

    private final Random random = new Random(3);
    private final List<List<byte[]>> received = new ArrayList<>();
    private final List<ProposedBlock> blocks = new ArrayList<>();
    private final List<SignatureCheck> signatures = new ArrayList<>();
    private final List<PublicKey> keys = new ArrayList<>();
    private SignatureVerifier verifier;
    private ExecutorService workers;
    private TemporaryDirectory directory;
    private Transfers transfers;
    private BenchLedger maker;
    private BenchLedger importer;

    private static Corretto corretto() {
        try {
            return new Corretto();
        } catch (ReflectiveOperationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes two ledgers with the same accounts. */
    @Setup
    public void open() throws IOException {
        verifier = provider.verifier();
        workers = Executors.newFixedThreadPool(CORES);
        directory = new TemporaryDirectory();
        maker = new BenchLedger(new InMemoryStorage(), verifier);
        importer = new BenchLedger(RocksDbStorage.at(directory.path()), verifier);
        maker.fund(new Transfers(BenchLedger.chainId(), ACCOUNTS));
        transfers = new Transfers(BenchLedger.chainId(), ACCOUNTS);
        importer.fund(transfers);
    }

    /** Makes the next blocks. */
    @Setup(Level.Iteration)
    public void makeBlocks() throws GeneralSecurityException {
        received.clear();
        blocks.clear();
        signatures.clear();
        keys.clear();
        for (int i = 0; i < BLOCKS; i++) {
            List<EncodedTransaction> block = new ArrayList<>();
            for (int j = 0; j < BLOCK; j++) {
                block.add(transfers.next(random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS)));
            }
            BlockState state = maker.build(block);
            maker.makeFinal(state);
            blocks.add(BenchLedger.sent(state));
            received.add(block.stream().map(each -> each.bytes().toArray()).toList());
            signatures.addAll(Transfers.signatures(BenchLedger.chainId(), block));
        }
        for (SignatureCheck check : signatures) {
            keys.add(Corretto.key(check.key().encoded().toArray()));
        }
    }

    /** Validates and imports. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public BlockState importBlocks() throws ExecutionException, InterruptedException {
        List<Map<Hash, EncodedTransaction>> held = new ArrayList<>();
        List<List<Future<Boolean>>> ahead = new ArrayList<>();
        for (List<byte[]> block : received) {
            Map<Hash, EncodedTransaction> ofBlock = new ConcurrentHashMap<>();
            held.add(ofBlock);
            ahead.add(onWorkers(BLOCK, (from, to) -> admit(block.subList(from, to), ofBlock)));
        }
        for (int i = 0; i < BLOCKS; i++) {
            await(ahead.get(i));
            importer.makeFinal(importer.check(blocks.get(i), held.get(i)));
        }
        return importer.head();
    }

    /** Bare verification by the library, in batches. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void rawBatch() throws ExecutionException, InterruptedException {
        await(onWorkers(SIZE, (from, to) -> verifier.allGood(signatures.subList(from, to))));
        skipBlocks();
    }

    /** Bare verification by the native provider. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void rawCorretto() throws ExecutionException, InterruptedException {
        await(onWorkers(SIZE, this::verifyNatively));
        skipBlocks();
    }

    /** Bare verification by BouncyCastle. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void rawBouncyCastle() throws ExecutionException, InterruptedException {
        await(onWorkers(SIZE, this::verifyByBouncyCastle));
        skipBlocks();
    }

    private void skipBlocks() {
        blocks.clear(); // in this fork nothing is imported
    }

    private boolean verifyNatively(int from, int to) throws GeneralSecurityException {
        boolean good = true;
        for (int i = from; i < to; i++) {
            SignatureCheck check = signatures.get(i);
            good &= CORRETTO.get()
                    .verify(
                            keys.get(i),
                            check.message().toArray(),
                            check.signature().toArray());
        }
        return good;
    }

    private boolean verifyByBouncyCastle(int from, int to) {
        boolean good = true;
        for (int i = from; i < to; i++) {
            SignatureCheck check = signatures.get(i);
            byte[] message = check.message().toArray();
            good &= org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                    check.signature().toArray(), 0, check.key().encoded().toArray(), 0, message, 0, message.length);
        }
        return good;
    }

    private boolean admit(List<byte[]> part, Map<Hash, EncodedTransaction> held) throws MalformedException {
        TransactionDecoder decoder = new TransactionDecoder();
        List<EncodedTransaction> transactions = new ArrayList<>(part.size());
        for (byte[] bytes : part) {
            EncodedTransaction transaction = decoder.decode(Bytes.wrap(bytes));
            if (importer.checks().checkForm(transaction).isEmpty()) {
                transactions.add(transaction);
            }
        }
        transactions.forEach(each -> held.put(each.leaf(), each));
        return importer.checks().allSignaturesGood(transactions);
    }

    /** Something to be done for a range. */
    private interface Work {
        boolean on(int from, int to) throws GeneralSecurityException, MalformedException;
    }

    private List<Future<Boolean>> onWorkers(int size, Work work) {
        List<Future<Boolean>> parts = new ArrayList<>();
        for (int at = 0; at < size; at += PART) {
            int from = at;
            Callable<Boolean> part = () -> work.on(from, Math.min(size, from + PART));
            parts.add(workers.submit(part));
        }
        return parts;
    }

    private static void await(List<Future<Boolean>> parts) throws ExecutionException, InterruptedException {
        for (Future<Boolean> part : parts) {
            if (!part.get()) {
                throw new IllegalStateException("a good signature was refused");
            }
        }
    }

    /** Closes all. */
    @TearDown
    public void close() throws IOException {
        workers.shutdownNow();
        maker.close();
        importer.close();
        directory.close();
    }
}
