package org.tallystick.internal.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.Health.Failure;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.api.LedgerException;
import org.tallystick.api.RepairReport;
import org.tallystick.api.StoreReport;
import org.tallystick.internal.chain.ChainReader;
import org.tallystick.internal.chain.ChainView;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.Findings;
import org.tallystick.internal.chain.HistoryCheck;
import org.tallystick.internal.chain.StoreVerifier;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Puts right what is damaged in the store while the node goes on, one thing after another on a thread of its own: single
 * blocks that somebody could not read, and the whole store when it is asked to. A block that was looked at is not looked
 * at again for a minute, so that whoever asks for one that nobody has cannot keep this node busy. Damage in the state
 * cannot be put right record by record; the node fails of it, as when it meets it itself, and its store is replaced. What the
 * new one then lacks of old blocks is taken from the old one, and from peers where that is damaged.
 * Safe for use by several threads.
 */
final class Repairer {
    private static final Logger LOG = LoggerFactory.getLogger(Repairer.class);
    private static final Duration REST = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(10);

    /** After the block that was met first, and after a node began. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration BETWEEN_CHECKS = Duration.ofHours(1);
    private static final int MOST_JOBS = 1_024;
    private static final int BLOCKS_A_TURN = 512;
    private static final long EVERYTHING = -1;
    private static final long OLD_BLOCKS = -2;

    private final NodeRuntime runtime;
    private final LifeCycle lifeCycle;
    private final Executor thread;
    private final RepairWalk.Tools tools;
    private final FinalChain chain;
    private final KnownDamage known;
    private final boolean isAlone;

    /** What is waiting, under way, or was done within the last minute; the key is a height, or everything. */
    private final Map<Long, CompletableFuture<RepairReport>> jobs = new LinkedHashMap<>(); // guarded by itself

    private boolean closed; // guarded by jobs
    private boolean checkedLately; // guarded by jobs
    private final Supplier<Optional<LedgerStore.Snapshot>> setAside;
    private volatile Optional<LedgerStore.Snapshot> reading = Optional.empty(); // written on the thread
    private boolean busy; // on the thread
    private boolean lookingAgain; // on the thread
    private boolean historyChecked; // on the thread; by the run that is under way
    private final Map<Long, Runnable> waiting = new LinkedHashMap<>(); // on the thread

    /**
     * Does nothing until it is asked to.
     *
     * @param setAside opens a store that was replaced by this node's
     * @param known what of the store is damaged
     * @param isAlone whether nobody else has this chain
     */
    Repairer(
            NodeRuntime runtime,
            LifeCycle lifeCycle,
            RepairWalk.Tools tools,
            Supplier<Optional<LedgerStore.Snapshot>> setAside,
            KnownDamage known,
            boolean isAlone) {
        this.runtime = runtime;
        this.lifeCycle = lifeCycle;
        this.thread = tools.thread();
        this.tools = tools;
        this.chain = tools.chain();
        this.setAside = setAside;
        this.known = known;
        this.isAlone = isAlone;
    }

    /** Looks at everything, and puts right what is damaged. */
    CompletableFuture<RepairReport> repair() {
        return begin(EVERYTHING).copy();
    }

    /** This node begins, perhaps anew: blocks that are missing below may be in a store that was set aside. */
    void addOldBlocks() {
        if (lacksOldBlocks()) {
            runtime.schedule(SOON, () -> begin(OLD_BLOCKS)); // when peers are there
        }
    }

    private boolean lacksOldBlocks() {
        return chain.keptFrom() > 0 && chain.wants(chain.keptFrom() - 1, Optional.empty());
    }

    /** Somebody has met damage in a block. */
    CompletableFuture<RepairReport> mend(long height) {
        CompletableFuture<RepairReport> future = begin(height).copy();
        damaged();
        return future;
    }

    /** A peer has asked for something that is damaged: a block, if it is known which. */
    void metBy(OptionalLong height) {
        if (height.isPresent()) {
            mend(height.getAsLong());
        } else {
            damaged();
        }
    }

    /** Somebody has met damage somewhere: where one thing is damaged others may be, so everything is looked at soon. */
    void damaged() {
        synchronized (jobs) {
            if (checkedLately) {
                return;
            }
            checkedLately = true;
        }
        runtime.schedule(SOON, () -> begin(EVERYTHING));
        runtime.schedule(BETWEEN_CHECKS, () -> {
            synchronized (jobs) {
                checkedLately = false;
            }
        });
    }

    /** Reads something of a block, and if it is damaged once more when it has been put right. */
    <T> CompletableFuture<T> reading(long height, Supplier<CompletableFuture<T>> read) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        read.get().whenComplete((value, fault) -> {
            if (isDamage(fault)) {
                mend(height)
                        .whenComplete((report, unused) -> read.get().whenComplete((again, still) -> {
                            if (still == null) {
                                answer.complete(again);
                            } else {
                                answer.completeExceptionally(still);
                            }
                        }));
            } else if (fault == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(fault);
            }
        });
        return answer;
    }

    /** Whether something was thrown because of what is stored. */
    static boolean isDamage(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return cause instanceof StorageException e && e.kind() == StorageException.Kind.CORRUPT;
    }

    private CompletableFuture<RepairReport> begin(long what) {
        CompletableFuture<RepairReport> future;
        synchronized (jobs) {
            if (closed) {
                return CompletableFuture.failedFuture(new LedgerClosedException());
            }
            CompletableFuture<RepairReport> same = jobs.get(what);
            if (same != null) {
                return same;
            }
            if (jobs.size() >= MOST_JOBS) {
                return CompletableFuture.failedFuture(
                        new LedgerException("more than " + MOST_JOBS + " damaged blocks are being looked at"));
            }
            future = new CompletableFuture<>();
            jobs.put(what, future);
        }
        thread.execute(() -> {
            waiting.put(what, () -> walk(what, future));
            goOn();
        });
        return future;
    }

    private void goOn() {
        if (!busy && !waiting.isEmpty()) {
            long next = waiting.keySet().iterator().next();
            busy = true;
            waiting.remove(next).run();
        }
    }

    private void walk(long what, CompletableFuture<RepairReport> future) {
        if (what == OLD_BLOCKS) {
            addOldBlocks(future);
            return;
        }
        BlockState head = chain.head();
        long top = what == EVERYTHING ? head.height() : Math.min(what, head.height());
        Optional<Hash> expected = hashOf(top, head);
        while (expected.isEmpty()) {
            expected = hashOf(++top, head);
        }
        RepairWalk.Way way =
                new RepairWalk.Way(top, expected.get(), Math.max(what, 0), height -> Optional.empty(), false);
        RepairWalk[] walk = new RepairWalk[1];
        walk[0] = new RepairWalk(tools, way, () -> walked(what, walk[0], future));
        walk[0].run();
    }

    /** The hash of a block, by the word of the header above. */
    private Optional<Hash> hashOf(long height, BlockState head) {
        return height >= head.height()
                ? Optional.of(head.hash())
                : tools.records().vouchedFor(height + 1).map(BlockHeader::parent);
    }

    /** After the store was replaced and the node began with a snapshot, the blocks below it are in what was set aside. */
    private void addOldBlocks(CompletableFuture<RepairReport> future) {
        long from = chain.keptFrom() - 1;
        Optional<Hash> expected = lacksOldBlocks() ? hashOf(from, chain.head()) : Optional.empty();
        Optional<LedgerStore.Snapshot> old = expected.isEmpty() ? Optional.empty() : openOld();
        if (old.isEmpty()) {
            end(
                    OLD_BLOCKS,
                    future,
                    new RepairReport(new Findings().report(chain.head().height()), List.of(), 0));
            return;
        }
        reading = old;
        ChainReader reader = new ChainReader(old.get());
        RepairWalk.Way way = new RepairWalk.Way(from, expected.get(), 0, height -> readable(reader, height), true);
        RepairWalk[] walk = new RepairWalk[1];
        walk[0] = new RepairWalk(tools, way, () -> {
            closeOld();
            LOG.info("of the blocks below {} those from {} on are here again", from + 1, chain.keptFrom());
            if (!walk[0].left().clean()) {
                LOG.warn("nobody has the next one: {}", walk[0].left().findings());
            }
            if (lacksOldBlocks()) {
                runtime.schedule(AGAIN, () -> begin(OLD_BLOCKS)); // somebody may have the next one then
            }
            completeHistory(chain.historyCheck(), walk[0], () -> walked(OLD_BLOCKS, walk[0], future));
        });
        walk[0].run();
    }

    private static Optional<StoredBlock> readable(ChainReader reader, long height) {
        try {
            return reader.storedWithReceipts(height);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.CLOSED) {
                throw e;
            }
            LOG.debug("block {} cannot be read of what was set aside", height, e);
            return Optional.empty(); // a peer may have it
        }
    }

    /** What was set aside may fail in any way: this node does not depend on it. */
    private Optional<LedgerStore.Snapshot> openOld() {
        try {
            return setAside.get();
        } catch (StorageException e) {
            LOG.warn("what was set aside cannot be opened", e);
            return Optional.empty();
        }
    }

    /** With all headers here the tree over their hashes can be made good, some blocks at a time. */
    private void completeHistory(HistoryCheck check, RepairWalk walk, Runnable then) {
        if (check.hasEnded()) {
            then.run();
            return;
        }
        WriteBatch changes = check.next(BLOCKS_A_TURN);
        if (changes.changes().isEmpty()) {
            thread.execute(() -> completeHistory(check, walk, then));
        } else {
            walk.found().block(check.height() - 1, "the history of this block or of some right below it");
            tools.ledgerThread().execute(() -> {
                chain.putBack(0, false, changes);
                thread.execute(() -> completeHistory(check, walk, then));
            });
        }
    }

    private void closeOld() {
        reading.ifPresent(LedgerStore.Snapshot::close);
        reading = Optional.empty();
    }

    private void walked(long what, RepairWalk walk, CompletableFuture<RepairReport> future) {
        Findings found = walk.found();
        if (what == EVERYTHING && !historyChecked) {
            historyChecked = true;
            completeHistory(chain.historyCheck(), walk, () -> walked(what, walk, future));
            return;
        }
        historyChecked = false;
        long ofBlocks = count(found.report(0));
        long ofState = 0;
        if (what == EVERYTHING) {
            try (ChainView view = chain.view()) {
                StoreReader reader = new WhileAlive(view.snapshot(), lifeCycle);
                StoreVerifier.state(reader, view.head().header().stateRoot(), found);
                ofState = count(found.report(0)) - ofBlocks;
                StoreVerifier.oldState(reader, view.head().height(), found);
            }
        }
        StoreReport all = found.report(chain.head().height());
        RepairReport report = report(all, walk.left(), ofBlocks);
        if (what != OLD_BLOCKS) {
            note(what, walk, report);
        }
        end(what, future, report);
        if (ofState > 0 && !isAlone) {
            int first = (int) Math.min(ofBlocks, all.findings().size() - 1L);
            lifeCycle.fail(new Failure.StoreDamaged(
                    "the state is damaged: " + all.findings().get(first).what()));
        }
    }

    /** What nobody had is looked for again after a while, as somebody may be there who has it. */
    private void note(long what, RepairWalk walk, RepairReport report) {
        boolean news = what == EVERYTHING
                ? known.everything(report.left(), report.more())
                : known.blocks(what, walk.from(), walk.left());
        if (what == EVERYTHING || news || report.repaired() > 0) {
            tell(report);
        }
        if (!lookingAgain && !damagedBlocks().isEmpty()) {
            lookingAgain = true;
            runtime.schedule(
                    AGAIN,
                    () -> thread.execute(() -> {
                        lookingAgain = false;
                        damagedBlocks().forEach(this::begin);
                    }));
        }
    }

    private Set<Long> damagedBlocks() {
        return known.now().left().stream()
                .filter(StoreReport.BadBlock.class::isInstance)
                .map(finding -> ((StoreReport.BadBlock) finding).height())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long count(StoreReport report) {
        return report.findings().size() + report.more();
    }

    private static RepairReport report(StoreReport all, StoreReport left, long ofBlocks) {
        Findings rest = new Findings();
        left.findings().forEach(rest::add);
        all.findings().stream().skip(ofBlocks).forEach(rest::add);
        StoreReport both = rest.report(all.height());
        long unlisted =
                Math.max(0, count(all) - ofBlocks - Math.max(0, all.findings().size() - ofBlocks));
        return new RepairReport(all, both.findings(), both.more() + left.more() + unlisted);
    }

    private static void tell(RepairReport report) {
        if (report.found().clean()) {
            LOG.info(
                    "what is stored was looked through: {} blocks, nothing is damaged",
                    report.found().blocks());
        } else if (report.sound()) {
            LOG.warn(
                    "{} damaged records were put right: {}",
                    report.repaired(),
                    report.found().findings());
        } else {
            LOG.error(
                    "of what is damaged {} records were put right, and there is left: {}",
                    report.repaired(),
                    report.left());
        }
    }

    private void end(long what, CompletableFuture<RepairReport> future, RepairReport report) {
        if (what < 0) {
            forget(what);
        } else {
            runtime.schedule(REST, () -> forget(what));
        }
        future.complete(report);
        busy = false;
        goOn();
    }

    private void forget(long what) {
        synchronized (jobs) {
            jobs.remove(what);
        }
    }

    /** The node has failed, or its threads have ended; what was not finished is answered here. */
    void close(RuntimeException reason) {
        Map<Long, CompletableFuture<RepairReport>> left;
        synchronized (jobs) {
            closed = true;
            left = Map.copyOf(jobs);
        }
        left.values().forEach(future -> future.completeExceptionally(reason));
        closeOld();
    }
}
