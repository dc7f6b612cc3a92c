package org.tallystick.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.internal.chain.BlockTree;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Event;

/** Makes blocks final: first on disk, then to everyone who waits. On the ledger thread, but for what says otherwise. */
final class Finalizer {
    private static final Logger LOG = LoggerFactory.getLogger(Finalizer.class);

    /** Newly final blocks, oldest first, with the certificate of the last. */
    record Step(List<BlockState> blocks, Bytes certificate) {
        BlockState last() {
            return blocks.get(blocks.size() - 1);
        }
    }

    private final FinalChain chain;
    private final BlockTree tree;
    private final Mempool mempool;
    private final Submissions submissions;
    private final Intake intake;
    private final ConsensusDriver driver;
    private final List<Consumer<Step>> listeners = new ArrayList<>();
    private final List<Runnable> installed = new ArrayList<>();

    Finalizer(
            FinalChain chain,
            BlockTree tree,
            Mempool mempool,
            Submissions submissions,
            Intake intake,
            ConsensusDriver driver) {
        this.chain = chain;
        this.tree = tree;
        this.mempool = mempool;
        this.submissions = submissions;
        this.intake = intake;
        this.driver = driver;
    }

    /** Adds someone who hears of each step on the ledger thread, after it is on disk; before the node starts. */
    void listen(Consumer<Step> listener) {
        listeners.add(listener);
    }

    /** Adds something to be done when the node has begun anew from a snapshot, on the ledger thread. */
    void onInstalled(Runnable action) {
        installed.add(action);
    }

    /** Begins anew from the state after a later block; blocks that were built on an older one are given up. */
    void install(Snapshot snapshot, List<TriePlace> places) {
        BlockState head = chain.install(snapshot, places);
        LOG.info("began anew from the state after block {}, {}", head.height(), head.hash());
        mempool.skipTo(head)
                .forEach(passed -> submissions.complete(
                        passed.id(),
                        new SubmitResult.Indeterminate(
                                passed.id(),
                                "its sequence number was used in blocks that this node has not seen; whether by it or by"
                                        + " another transaction nodes know that keep them")));
        mempool.dropExpired(head.header().timestamp())
                .forEach(dropped -> submissions.drop(dropped.transaction().id(), dropped.reason()));
        mempool.dropUnfit(intake::stillFits) // epochs may have ended meanwhile
                .forEach(dropped -> submissions.drop(dropped.transaction().id(), dropped.reason()));
        tree.prune(head).forEach(given -> intake.takeBack(given.transactions()));
        driver.post(new Event.Finalized(head.header(), head.hash(), snapshot.certificate(), head.outlook()));
        intake.tellWork();
        installed.forEach(Runnable::run);
    }

    private static boolean isOfNewEpoch(Step step) {
        BlockHeader last = step.last().header();
        return !last.configHash().equals(last.nextConfigHash());
    }

    /** Makes a checked block and its ancestors final. A block that is final already is left as it is. */
    void makeFinal(Hash hash, Bytes certificate) {
        toWrite(hash).ifPresent(target -> tell(write(target, certificate)));
    }

    /** A checked block, if it is held here and not final yet. */
    Optional<BlockState> toWrite(Hash hash) {
        Optional<BlockState> target = tree.find(hash);
        if (target.isEmpty() && chain.reader().heightOf(hash).isEmpty()) {
            LOG.warn("block {} is final, but it is not held here; waiting to fetch it", hash);
        }
        return target.filter(block -> block.height() > chain.head().height());
    }

    /** Writes a block and its ancestors, on the ledger thread or while nothing but their descendants is executed there. */
    Step write(BlockState target, Bytes certificate) {
        return new Step(chain.extend(target, certificate), certificate);
    }

    /** Tells everyone what has been written; on the ledger thread. */
    void tell(Step step) {
        List<EncodedTransaction> included = step.blocks().stream()
                .flatMap(block -> block.transactions().stream())
                .toList();
        long time = step.last().header().timestamp();
        mempool.becameFinal(included, time)
                .forEach(dropped -> submissions.drop(dropped.transaction().id(), dropped.reason()));
        intake.becameFinal(included.size());
        step.blocks().forEach(block -> block.receipts().forEach(submissions::complete));
        tree.prune(step.last()).forEach(given -> intake.takeBack(given.transactions()));
        if (isOfNewEpoch(step)) {
            mempool.dropUnfit(intake::stillFits)
                    .forEach(dropped -> submissions.drop(dropped.transaction().id(), dropped.reason()));
        }
        driver.post(new Event.Finalized(
                step.last().header(),
                step.last().hash(),
                step.certificate(),
                step.last().outlook()));
        intake.tellWork();
        listeners.forEach(listener -> listener.accept(step));
    }
}
