package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tallystick.api.Health.Failure;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.internal.chain.BlockBuilder;
import org.tallystick.internal.chain.BlockTree;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.validation.BlockChecks;
import org.tallystick.internal.validation.BlockChecks.Form;
import org.tallystick.internal.validation.BlockChecks.Verdict;
import org.tallystick.internal.validation.TransactionChecks;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.HeaderRule;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.runtime.NodeRuntime;

/**
 * Makes and checks blocks. Everything that touches the block tree, and every execution, happens on the ledger thread, on
 * which blocks also become final, so that a state never changes under an execution; signatures are checked beside it.
 */
final class BlockWorker {
    /** How far a block's time may be ahead of this node's clock for a vote. */
    static final long MAX_AHEAD_MS = 5_000;

    /** Bytes of blocks that are read ahead, the objects made of them not counted. */
    private static final long MOST_PREPARED_BYTES = 6 << 20;

    private final NodeRuntime runtime;
    private final LedgerThread ledgerThread;
    private final LifeCycle lifeCycle;
    private final BlockTree tree;
    private final Mempool mempool;
    private final BlockChecks checks;
    private final TransactionChecks transactionChecks;
    private final SignaturePool signatures;
    private final BlockBuilder builder;
    private final Function<Parameters, HeaderRule> rules;
    private final boolean judged;
    private final PreparedBlocks prepared = new PreparedBlocks(MOST_PREPARED_BYTES);

    BlockWorker(
            NodeRuntime runtime,
            LedgerThread ledgerThread,
            LifeCycle lifeCycle,
            BlockTree tree,
            Mempool mempool,
            BlockChecks checks,
            TransactionChecks transactionChecks,
            SignaturePool signatures,
            BlockBuilder builder,
            Function<Parameters, HeaderRule> rules,
            boolean judged) {
        this.runtime = runtime;
        this.ledgerThread = ledgerThread;
        this.lifeCycle = lifeCycle;
        this.tree = tree;
        this.mempool = mempool;
        this.checks = checks;
        this.transactionChecks = transactionChecks;
        this.signatures = signatures;
        this.builder = builder;
        this.rules = rules;
        this.judged = judged;
    }

    /** Runs something on the ledger thread; what it throws makes the node fail. */
    void onLedgerThread(Runnable task) {
        ledgerThread.execute(task);
    }

    /** Makes a block; the result goes to {@code done} on the ledger thread. */
    void build(Effect.Build wanted, Consumer<Event.Built> done) {
        onLedgerThread(() -> {
            Optional<BlockState> built = tree.find(wanted.parent())
                    .flatMap(parent -> builder.build(
                            parent, runtime.wallClockMillis(), wanted.engineFields(), wanted.evenIfEmpty()));
            built.ifPresent(tree::add);
            done.accept(new Event.Built(
                    wanted.request(),
                    built.map(state -> new ProposedBlock(state.header(), state.hash(), state.body())),
                    built.map(BlockState::outlook)));
        });
    }

    /** Lets go of a block that is not final; its transactions go to {@code taker} on the ledger thread. */
    void abandon(Hash block, Consumer<List<EncodedTransaction>> taker) {
        onLedgerThread(() -> tree.remove(block).ifPresent(state -> taker.accept(state.transactions())));
    }

    /**
     * Checks a block; the result goes to {@code done} on the ledger thread. A certified block that is executed to
     * another outcome makes the node fail.
     */
    void check(ProposedBlock block, boolean isCertified, Consumer<CheckResult> done) {
        check(block, isCertified && judged, ledgerThread::execute, done);
    }

    /**
     * {@link #check} of a certified block, which does not wait until what is being written is: it must descend from that, or
     * nothing must be being written.
     */
    void checkBeside(ProposedBlock block, Consumer<CheckResult> done) {
        check(block, judged, ledgerThread::executeBeside, done);
    }

    private void check(ProposedBlock block, boolean certified, Executor turn, Consumer<CheckResult> done) {
        turn.execute(() -> {
            Optional<BlockState> known = tree.find(block.hash());
            if (known.isPresent() && hasBody(known.get(), block)) {
                done.accept(timely(known.get(), certified));
                return;
            }
            Optional<BlockState> parent = tree.find(block.header().parent());
            if (parent.isEmpty()) {
                done.accept(new CheckResult.UnknownParent());
                return;
            }
            LedgerConfig config = parent.get().outlook().config();
            Optional<String> breach = rules.apply(config.parameters())
                    .violation(config.validators(), parent.get().header(), block.header(), block.hash());
            if (breach.isPresent()) {
                done.accept(new CheckResult.Invalid(breach.get()));
                return;
            }
            Optional<PreparedBlocks.Prepared> ahead = prepared.take(block);
            Form form = ahead.isPresent()
                    ? checks.checkForm(block, parent.get(), ahead.get().transactions())
                    : checks.checkForm(block, parent.get(), mempool::withLeaves);
            if (form instanceof Form.Bad bad) {
                done.accept(new CheckResult.Invalid(bad.reason()));
            } else if (form instanceof Form.Read read) {
                if (ahead.isPresent()) {
                    ahead.get().good().thenAccept(good -> signaturesChecked(block, certified, read, good, turn, done));
                } else {
                    checkSignatures(block, certified, read, turn, done);
                }
            }
        });
    }

    /** The hash binds the header alone; a copy with another body goes the long way and is found out. */
    private static boolean hasBody(BlockState known, ProposedBlock copy) {
        return known.body().equals(copy.body());
    }

    private void checkSignatures(
            ProposedBlock block, boolean certified, Form.Read read, Executor turn, Consumer<CheckResult> done) {
        if (read.fresh().isEmpty()) {
            execute(block, certified, read.transactions(), done);
            return;
        }
        signatures.checkAll(
                read.fresh(),
                transactionChecks::allSignaturesGood,
                good -> signaturesChecked(block, certified, read, good, turn, done));
    }

    private void signaturesChecked(
            ProposedBlock block,
            boolean certified,
            Form.Read read,
            boolean good,
            Executor turn,
            Consumer<CheckResult> done) {
        turn.execute(() -> {
            if (good) {
                execute(block, certified, read.transactions(), done);
            } else {
                wrong(block, certified, "a transaction has a bad signature", done);
            }
        });
    }

    /**
     * Reads a block that is to be checked soon, and has its signatures verified ahead. What is wrong with it is found out
     * when it is checked.
     */
    void prepare(ProposedBlock block) {
        checks.transactionsOf(block).ifPresent(transactions -> {
            PreparedBlocks.Prepared ahead = prepared.put(block, transactions);
            signatures.checkAll(
                    transactions,
                    transactionChecks::allSignaturesGood,
                    good -> ahead.good().complete(good));
        });
    }

    private void execute(
            ProposedBlock block, boolean certified, List<EncodedTransaction> transactions, Consumer<CheckResult> done) {
        Optional<BlockState> known = tree.find(block.hash()); // two copies may have been on the way here
        if (known.isPresent() && hasBody(known.get(), block)) {
            done.accept(timely(known.get(), certified)); // one state a block: others may have been built on it
            return;
        }
        Optional<BlockState> parent = tree.find(block.header().parent()); // it may have been given up meanwhile
        if (parent.isEmpty()) {
            done.accept(new CheckResult.UnknownParent());
            return;
        }
        Verdict verdict = checks.execute(block, parent.get(), transactions);
        if (verdict instanceof Verdict.Good good) {
            tree.add(good.state());
            done.accept(timely(good.state(), certified));
        } else if (verdict instanceof Verdict.OtherOutcome other) {
            if (certified) {
                lifeCycle.fail(
                        new Failure.Diverged(block.header().height(), other.what(), other.stated(), other.computed()));
            }
            done.accept(new CheckResult.Invalid(
                    other.what() + " is stated as " + other.stated() + ", computed as " + other.computed()));
        } else if (verdict instanceof Verdict.Bad bad) {
            wrong(block, certified, bad.reason(), done);
        }
    }

    /** The transactions are those of the header, so when a quorum accepted them this node differs from the others. */
    private void wrong(ProposedBlock block, boolean certified, String reason, Consumer<CheckResult> done) {
        if (certified) {
            Hash here = tree.find(block.header().parent())
                    .map(parent -> parent.tree().root())
                    .orElse(Hash.ZERO);
            lifeCycle.fail(new Failure.Diverged(
                    block.header().height(),
                    "validity (" + reason + "); state root",
                    block.header().stateRoot(),
                    here));
        }
        done.accept(new CheckResult.Invalid(reason));
    }

    private CheckResult timely(BlockState state, boolean certified) {
        long ahead = state.header().timestamp() - runtime.wallClockMillis();
        return certified || ahead <= MAX_AHEAD_MS
                ? new CheckResult.Valid(state.outlook())
                : new CheckResult.Untimely(ahead);
    }
}
