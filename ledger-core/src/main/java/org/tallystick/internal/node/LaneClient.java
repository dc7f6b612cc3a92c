package org.tallystick.internal.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.SubmitResult;
import org.tallystick.api.TransactionStatus;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.crypto.Signer;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Gives each call a lane that no other call of this client uses at the time, so calls do not wait for one another, and a
 * call that came to nothing leaves no gap behind it.
 */
final class LaneClient implements AccountClient {
    private static final Duration VALID_FOR = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Ledger ledger;
    private final NodeRuntime runtime;
    private final Pauses pauses;
    private final Signer signer;
    private final AccountId id;
    private final Deque<Integer> free = new ArrayDeque<>(); // guarded by this
    private final List<Doubtful> doubtful = new ArrayList<>(); // guarded by this
    private int lanes; // guarded by this

    /** A lane whose last transaction may still come, so that it is not used meanwhile. */
    private record Doubtful(int lane, long validUntil) {}

    LaneClient(Ledger ledger, NodeRuntime runtime, Pauses pauses, Signer signer) {
        this.ledger = ledger;
        this.runtime = runtime;
        this.pauses = pauses;
        this.signer = signer;
        this.id = AccountCodec.idOf(signer.publicKey());
    }

    @Override
    public AccountId id() {
        return id;
    }

    @Override
    public CompletableFuture<SubmitResult> call(ContractId contract, Bytes call) {
        return call(contract, call, VALID_FOR);
    }

    @Override
    public CompletableFuture<SubmitResult> call(ContractId contract, Bytes call, Duration validFor) {
        int lane = takeLane();
        long validUntil = runtime.wallClockMillis() + validFor.toMillis();
        return sign(lane, contract, call, validUntil)
                .thenCompose(this::submitUntilKnown)
                .whenComplete((result, thrown) -> {
                    if (thrown == null && result instanceof SubmitResult.Indeterminate) {
                        putAside(new Doubtful(lane, validUntil));
                    } else {
                        releaseLane(lane);
                    }
                });
    }

    @Override
    public CompletableFuture<SignedTransaction> prepare(ContractId contract, Bytes call, Duration validFor) {
        // the application's own lane from now on
        return sign(takeLane(), contract, call, runtime.wallClockMillis() + validFor.toMillis());
    }

    private synchronized int takeLane() {
        if (free.isEmpty() && !doubtful.isEmpty()) {
            reclaim(ledger.head().timestamp());
        }
        if (!free.isEmpty()) {
            return free.pop();
        }
        if (lanes >= ledger.genesis().parameters().maxLanes()) {
            throw new IllegalStateException("all " + lanes + " lanes of account " + id + " are in use");
        }
        return lanes++;
    }

    private synchronized void releaseLane(int lane) {
        free.push(lane);
    }

    private synchronized void putAside(Doubtful lane) {
        doubtful.add(lane);
    }

    /** Once the chain is past a transaction's time, the number that its lane expects is certain again. */
    private void reclaim(long chainTime) {
        doubtful.removeIf(aside -> {
            boolean over = aside.validUntil() < chainTime;
            if (over) {
                free.push(aside.lane());
            }
            return over;
        });
    }

    private CompletableFuture<SignedTransaction> sign(int lane, ContractId contract, Bytes call, long validUntil) {
        return ledger.nextSequence(id, lane).thenApply(sequence -> {
            Transaction body = new Transaction(
                    ledger.chainId(),
                    id,
                    lane,
                    sequence,
                    validUntil,
                    contract,
                    call,
                    ledger.genesis().parameters().maxResourceLimit(),
                    List.of());
            return TransactionCodec.sign(body, List.of(signer));
        });
    }

    private CompletableFuture<SubmitResult> submitUntilKnown(SignedTransaction transaction) {
        return ledger.submit(transaction).thenCompose(result -> {
            boolean again = result instanceof SubmitResult.Refused refused
                    && refused.refusal().isTransient()
                    && runtime.wallClockMillis() < transaction.body().validUntil();
            if (again) {
                return later(() -> submitUntilKnown(transaction));
            }
            return result instanceof SubmitResult.Indeterminate
                    ? resolve(transaction, result)
                    : CompletableFuture.completedFuture(result);
        });
    }

    /**
     * An outcome is known for certain once the chain's time is past the transaction's: with its receipt, or with its
     * sequence number unused. When that was used and there is no receipt, it may stand in a block that is not kept here.
     */
    private CompletableFuture<SubmitResult> resolve(SignedTransaction transaction, SubmitResult indeterminate) {
        if (!(ledger.health() instanceof org.tallystick.api.Health.Running)) {
            return CompletableFuture.completedFuture(indeterminate);
        }
        Hash transactionId = TransactionCodec.id(transaction.body());
        boolean over = ledger.head().timestamp() > transaction.body().validUntil(); // before the look at the status
        return ledger.status(transactionId).thenCompose(status -> {
            if (status instanceof TransactionStatus.Final ended) {
                return CompletableFuture.completedFuture(new SubmitResult.Final(ended.receipt()));
            }
            if (status instanceof TransactionStatus.Dropped dropped) {
                return CompletableFuture.completedFuture(new SubmitResult.Dropped(transactionId, dropped.reason()));
            }
            if (!over) {
                return CompletableFuture.completedFuture(indeterminate);
            }
            return ledger.nextSequence(id, transaction.body().lane())
                    .thenApply(next -> next > transaction.body().sequence()
                            ? indeterminate
                            : new SubmitResult.Dropped(transactionId, "its valid-until time has passed"));
        });
    }

    private <T> CompletableFuture<T> later(Supplier<CompletableFuture<T>> action) {
        return pauses.after(RETRY).thenCompose(none -> action.get());
    }
}
