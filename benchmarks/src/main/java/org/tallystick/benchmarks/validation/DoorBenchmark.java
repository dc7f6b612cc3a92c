package org.tallystick.benchmarks.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionDecoder;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.mempool.MempoolLimits;
import org.tallystick.internal.validation.TransactionChecks;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.store.InMemoryStorage;

/**
 * The full validation of transfers: all that needs no state, and then the account rules against the state on admission
 * to the mempool. 6,400 transfers of 1,600 accounts, of which nothing is remembered; one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 12)
@Measurement(iterations = 12)
@Fork(2)
public class DoorBenchmark {
    private static final int ROUND = 64;
    private static final int SIZE = 100 * ROUND;
    private static final int ACCOUNTS = SIZE / 4;

    private final SignatureVerifier bare = SignatureProvider.PORTABLE.verifier();
    private final SignatureVerifier verifier = SignatureProvider.PORTABLE.verifier();
    private BenchLedger ledger;
    private List<byte[]> received = List.of();
    private List<SignatureCheck> signatures = List.of();
    private TransactionChecks checks;
    private Mempool mempool;

    /** Makes the ledger and the transfers. */
    @Setup
    public void prepare() {
        ledger = new BenchLedger(new InMemoryStorage(), verifier);
        Transfers transfers = new Transfers(BenchLedger.chainId(), ACCOUNTS + 1);
        ledger.fund(transfers);
        List<EncodedTransaction> made = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) { // the issuer has used some numbers of its own, so it does not take part
            made.add(transfers.next(1 + i % ACCOUNTS, i % ACCOUNTS));
        }
        received = made.stream().map(each -> each.bytes().toArray()).toList();
        signatures = Transfers.signatures(BenchLedger.chainId(), made);
    }

    /** Forgets all. */
    @Setup(Level.Iteration)
    public void forget() {
        checks = Transfers.checks(BenchLedger.chainId(), verifier);
        mempool = new Mempool(MempoolLimits.DEFAULT, new AccountRules(Parameters.DEFAULT));
    }

    /** The library's own verification of batches. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public boolean rawBatch() {
        boolean good = true;
        for (int from = 0; from < SIZE; from += ROUND) {
            good &= bare.allGood(signatures.subList(from, from + ROUND));
        }
        return good;
    }

    /** From bytes to the mempool. */
    @Benchmark
    @OperationsPerInvocation(SIZE)
    public int full() throws MalformedException {
        for (int from = 0; from < SIZE; from += ROUND) {
            TransactionDecoder decoder = new TransactionDecoder();
            List<EncodedTransaction> transactions = new ArrayList<>(ROUND);
            for (byte[] bytes : received.subList(from, from + ROUND)) {
                EncodedTransaction transaction = decoder.decode(Bytes.wrap(bytes));
                if (checks.checkForm(transaction).isEmpty()) {
                    transactions.add(transaction);
                }
            }
            boolean[] good = checks.signaturesGood(transactions);
            for (int i = 0; i < good.length; i++) {
                if (good[i]) {
                    mempool.add(transactions.get(i), ledger::head, Transfers.BEGIN + 1);
                }
            }
        }
        if (mempool.ready() != SIZE) {
            throw new IllegalStateException("only " + mempool.ready() + " were admitted");
        }
        return mempool.ready();
    }

    /** Closes the ledger. */
    @TearDown
    public void close() {
        ledger.close();
    }
}
