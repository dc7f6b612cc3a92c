package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tallystick.api.Head;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.api.QueryResult;
import org.tallystick.api.TransactionStatus;
import org.tallystick.api.ValueResult;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.StateReader;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.governance.GovernanceStatus;
import org.tallystick.internal.chain.ChainView;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.ProofMaker;
import org.tallystick.internal.execution.AccountRules;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.ConfigRule;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.model.AccountId;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;
import org.tallystick.spi.runtime.NodeRuntime;

/** Reads for the application, on a thread of its own, since they may wait for the disk. */
final class Queries {
    private static final int MAX_WAITING = 10_000;

    private final Executor thread;
    private final LifeCycle lifeCycle;
    private final FinalChain chain;
    private final Contracts contracts;
    private final Mempool mempool;
    private final Submissions submissions;
    private final Runnable damaged;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean drained;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

    /**
     * Reads a chain.
     *
     * @param damaged is run when something that is asked for is damaged
     */
    Queries(
            NodeRuntime runtime,
            LifeCycle lifeCycle,
            FinalChain chain,
            Contracts contracts,
            Mempool mempool,
            Submissions submissions,
            Runnable damaged) {
        this.thread = runtime.serial("queries");
        this.lifeCycle = lifeCycle;
        this.chain = chain;
        this.contracts = contracts;
        this.mempool = mempool;
        this.submissions = submissions;
        this.damaged = damaged;
    }

    /** Runs a read. */
    <T> CompletableFuture<T> read(Supplier<T> read) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (lifeCycle.phase() instanceof LifeCycle.Phase.Closed) {
            future.completeExceptionally(new LedgerClosedException());
            return future;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            future.completeExceptionally(
                    new IllegalStateException("more than " + MAX_WAITING + " reads wait; ask again later"));
            return future;
        }
        open.add(future);
        thread.execute(() -> {
            waiting.decrementAndGet();
            try {
                future.complete(read.get());
            } catch (RuntimeException e) {
                if (Repairer.isDamage(e)) {
                    damaged.run();
                }
                future.completeExceptionally(e);
            } catch (Error e) {
                future.completeExceptionally(e);
                throw e;
            } finally {
                open.remove(future);
            }
        });
        if (drained) {
            close(); // the thread may have ended before it was given the read
        }
        return future;
    }

    /** The thread has ended; what it did not come to is answered here. */
    void close() {
        drained = true;
        for (CompletableFuture<?> future : List.copyOf(open)) {
            open.remove(future);
            future.completeExceptionally(new LedgerClosedException());
        }
    }

    static Head headOf(BlockState state) {
        return headOf(state.header(), state.hash());
    }

    private static Head headOf(BlockHeader header, Hash hash) {
        return new Head(header.height(), hash, header.stateRoot(), header.timestamp());
    }

    CompletableFuture<QueryResult> query(ContractId id, Bytes request) {
        return query(id, contract -> {
            try (ChainView view = chain.view()) {
                return ask(contract, request, view::state, headOf(view.head()));
            }
        });
    }

    /** As the state was after the block at a height. */
    CompletableFuture<QueryResult> query(ContractId id, Bytes request, long height) {
        return query(
                id,
                contract -> asOf(
                        height,
                        (state, at) -> ask(contract, request, state, at),
                        QueryResult.NotFinalYet::new,
                        QueryResult.NotKept::new));
    }

    /** What a key held after the block at a height. */
    CompletableFuture<ValueResult> value(StateKey key, long height) {
        HashedKey hashed = HashedKey.of(key);
        return read(() -> asOf(
                height,
                (state, at) -> new ValueResult.Found(Optional.ofNullable(state.get(hashed)), at),
                ValueResult.NotFinalYet::new,
                ValueResult.NotKept::new));
    }

    private CompletableFuture<QueryResult> query(ContractId id, Function<Contract<?>, QueryResult> query) {
        Optional<Contract<?>> contract = contracts.find(id);
        if (contract.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new QueryResult.Declined("unknown-contract", "the ledger lists no contract " + id));
        }
        return read(() -> query.apply(contract.get()));
    }

    private static QueryResult ask(Contract<?> contract, Bytes request, StateReads state, Head at) {
        StateReader own = key -> Optional.ofNullable(state.get(HashedKey.of(StateKey.of(contract.id(), key))));
        try {
            return new QueryResult.Answer(contract.query(request, own), at);
        } catch (ContractRefusal e) {
            return new QueryResult.Declined(e.code(), e.getMessage());
        }
    }

    private static Head headAt(ChainView view, long height) {
        BlockHeader header = view.header(height);
        return headOf(header, HeaderCodec.hash(header));
    }

    private <T> T asOf(
            long height,
            BiFunction<StateReads, Head, T> answer,
            Function<String, T> notFinal,
            BiFunction<Long, String, T> notKept) {
        try (ChainView view = chain.view()) {
            long head = view.head().height();
            if (height > head) {
                return notFinal.apply("block " + height + " is not final here; the last is " + head);
            }
            if (height < view.lowest()) {
                return notKept.apply(
                        view.lowest(),
                        "the state after block " + height + " is not kept here, only that after block " + view.lowest()
                                + (view.lowest() == head ? ", the last" : " and those above"));
            }
            return answer.apply(view.stateAt(height), headAt(view, height));
        }
    }

    CompletableFuture<Optional<GovernanceStatus>> governance() {
        if (contracts.find(GovernanceContract.ID).isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return read(() -> {
            try (ChainView view = chain.view()) {
                return Optional.of(GovernanceStatus.read(ConfigRule.reader(view::state)));
            }
        });
    }

    CompletableFuture<TransactionStatus> status(Hash id) {
        return read(() -> {
            boolean held = mempool.find(id).isPresent(); // before the look at the chain, so that it cannot slip between
            Optional<Receipt> receipt = chain.reader().receipt(id);
            if (receipt.isPresent()) {
                return new TransactionStatus.Final(receipt.get());
            }
            Optional<String> dropped = submissions.droppedBecause(id);
            if (held) {
                return new TransactionStatus.Pending();
            }
            return dropped.<TransactionStatus>map(TransactionStatus.Dropped::new)
                    .orElseGet(TransactionStatus.Unknown::new);
        });
    }

    CompletableFuture<ProofResult> prove(ProofRequest request) {
        return read(() -> {
            boolean held = request.what() instanceof ProofRequest.What.TransactionWith wanted
                    && mempool.find(wanted.id()).isPresent(); // before the look at the chain, as in status
            ProofResult result = ProofMaker.make(chain, request);
            return held && result instanceof ProofResult.Unknown
                    ? new ProofResult.NotFinalYet("the transaction is accepted here, but in no final block yet")
                    : result;
        });
    }

    CompletableFuture<Long> nextSequence(AccountId account, int lane) {
        return read(() -> {
            try (ChainView view = chain.view()) {
                return AccountRules.nextSequence(view::state, account, lane);
            }
        });
    }
}
