package org.tallystick.internal.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.tallystick.api.StoreReport;
import org.tallystick.internal.chain.BlockRecords;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.Findings;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.sync.BlockFetcher;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Goes down the chain from a block whose hash is known, so that each header says what the next must be, and puts right
 * what is damaged: from what is sound here, and else from a peer, each of whom is asked at most twice for a block, and no
 * more once it has not answered or has given nothing of use three times in a row. What nobody gives is noted, and left. On the thread for repairs.
 */
final class RepairWalk {
    private static final int BLOCKS_A_TURN = 64;
    private static final int BLOCKS_A_REQUEST = 32;

    /** A peer that gave nothing of use so often in a row is asked no more. */
    private static final int FAILURES = 3;

    /** Many times more than a block has records: after so many it is the store that does not take them. */
    private static final int MOST_WRITES = 32;

    private final FinalChain chain;
    private final BlockRecords records;
    private final BlockFetcher fetcher;
    private final Executor thread;
    private final Executor ledgerThread;
    private final Runnable done;
    private final long floor;
    private final Findings found = new Findings();
    private final Findings left = new Findings();
    private final Map<Long, StoredBlock> given = new HashMap<>(); // of the last answer
    private final Map<NodeId, Integer> failures = new HashMap<>();
    private final Set<NodeId> tried = new HashSet<>();
    private Optional<NodeId> giver = Optional.empty();
    private Optional<Hash> expected;
    private long height;
    private boolean seen; // whether what is wrong at this height has been noted
    private boolean alone; // whether to ask for this height only
    private int writes;

    /** What a walk works with. */
    record Tools(
            FinalChain chain, BlockRecords records, BlockFetcher fetcher, Executor thread, Executor ledgerThread) {}

    /**
     * Goes from one height down to another.
     *
     * @param expected the hash of the block to begin with
     * @param done is run when the walk has ended
     */
    RepairWalk(Tools tools, long from, Hash expected, long floor, Runnable done) {
        this.chain = tools.chain();
        this.records = tools.records();
        this.fetcher = tools.fetcher();
        this.thread = tools.thread();
        this.ledgerThread = tools.ledgerThread();
        this.height = from;
        this.expected = Optional.of(expected);
        this.floor = floor;
        this.done = done;
    }

    Findings found() {
        return found;
    }

    StoreReport left() {
        return left.report(chain.head().height());
    }

    /** Begins, or goes on. */
    void run() {
        for (int i = 0; i < BLOCKS_A_TURN; i++) {
            if (height < floor) {
                done.run();
                return;
            }
            if (!pass()) {
                return; // what is waited for goes on
            }
        }
        thread.execute(this::run);
    }

    /** Returns whether this height is behind. */
    private boolean pass() {
        boolean whole = height >= chain.keptFrom();
        Optional<StoredBlock> other = Optional.ofNullable(given.remove(height));
        BlockRecords.Examined block = records.examine(height, expected, whole, other);
        if (!seen) {
            seen = true;
            block.wrong().forEach(what -> found.block(height, what));
        }
        boolean changes = !block.changes().changes().isEmpty();
        if (changes && writes < MOST_WRITES) {
            other.flatMap(unused -> giver).ifPresent(failures::remove);
            write(whole, block.changes());
            return false;
        } else if (!block.left().isEmpty() && ask(whole)) {
            return false;
        } else if (writes < MOST_WRITES && block.withoutCertificate().isPresent()) {
            write(whole, block.withoutCertificate().get());
            return false;
        }
        (changes ? block.wrong() : block.left()).forEach(what -> left.block(height, what));
        next(block.header());
        return true;
    }

    private void next(Optional<BlockHeader> header) {
        found.blockChecked();
        expected = header.map(BlockHeader::parent);
        height--;
        seen = false;
        alone = false;
        writes = 0;
        tried.clear();
    }

    private void write(boolean whole, WriteBatch changes) {
        writes++;
        ledgerThread.execute(() -> {
            chain.putBack(height, whole, changes);
            thread.execute(this::run);
        });
    }

    /** Asks somebody for this block, and those below it that cannot be read either. */
    private boolean ask(boolean whole) {
        Set<NodeId> except = new HashSet<>(tried);
        failures.forEach((peer, times) -> {
            if (times >= FAILURES) {
                except.add(peer);
            }
        });
        int blocks = 1;
        while (!alone && blocks < BLOCKS_A_REQUEST && isUnreadable(height - blocks, whole)) {
            blocks++;
        }
        long from = height - blocks + 1;
        giver = fetcher.fetch(from, blocks, except, answer -> {
            if (answer.isEmpty()) {
                giver.ifPresent(peer -> failures.put(peer, FAILURES)); // it hangs, or talks nonsense
            }
            take(from, answer.orElse(List.of()));
            run();
        });
        giver.ifPresent(peer -> {
            tried.add(peer);
            failures.merge(peer, 1, Integer::sum);
        });
        return giver.isPresent();
    }

    private boolean isUnreadable(long below, boolean whole) {
        return below >= floor && !records.isReadable(below, whole && below >= chain.keptFrom());
    }

    private void take(long from, List<StoredBlock> answer) {
        given.clear();
        for (int i = 0; i < answer.size() && from + i <= height; i++) {
            given.put(from + i, answer.get(i));
        }
        if (from < height
                && !given.containsKey(height)) { // too much for one answer, or the peer lacks the first of them
            alone = true;
            giver.ifPresent(tried::remove);
        }
    }
}
