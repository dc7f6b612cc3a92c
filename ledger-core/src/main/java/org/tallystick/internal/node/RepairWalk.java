package org.tallystick.internal.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
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
 * more once it has not answered or has given nothing of use three times in a row. What nobody gives is noted, and left. In the same way old blocks are added that this node
 * does not have. On
 * the thread for repairs.
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
    private final long from;
    private final long floor;
    private final LongFunction<Optional<StoredBlock>> store;
    private final boolean adds;
    private final Findings found = new Findings();
    private final Findings left = new Findings();
    private final Map<Long, StoredBlock> given = new HashMap<>(); // of the last answer
    private final Map<NodeId, Integer> failures = new HashMap<>();
    private final Set<NodeId> tried = new HashSet<>();
    private Optional<NodeId> giver = Optional.empty();
    private Optional<Hash> expected;
    private Optional<BlockHeader> above = Optional.empty(); // where that was looked at
    private long height;
    private boolean seen; // whether what is wrong at this height has been noted
    private boolean alone; // whether to ask for this height only
    private int writes;
    private WriteBatch added = new WriteBatch(); // whole blocks that are not written yet
    private int blocksAdded; // among them

    /** Blocks that are added below the lowest one are written together, up to about so many, and so many bytes. */
    private static final int BLOCKS_A_BATCH = 256;

    private static final long BYTES_A_BATCH = 1 << 20;

    /** What a walk works with. */
    record Tools(
            FinalChain chain, BlockRecords records, BlockFetcher fetcher, Executor thread, Executor ledgerThread) {}

    /**
     * Where a walk goes.
     *
     * @param from the height to begin with
     * @param expected the hash of the block there
     * @param floor the height to end with
     * @param store where blocks are looked for before peers are asked
     * @param adds whether it adds blocks below the lowest that is kept as a whole; then it ends, too, where nobody has one,
     *     or the retention asks for no more
     */
    record Way(long from, Hash expected, long floor, LongFunction<Optional<StoredBlock>> store, boolean adds) {}

    /**
     * Is about to begin.
     *
     * @param done is run when the walk has ended
     */
    RepairWalk(Tools tools, Way way, Runnable done) {
        this.chain = tools.chain();
        this.records = tools.records();
        this.fetcher = tools.fetcher();
        this.thread = tools.thread();
        this.ledgerThread = tools.ledgerThread();
        this.from = way.from();
        this.height = from;
        this.expected = Optional.of(way.expected());
        this.floor = way.floor();
        this.store = way.store();
        this.adds = way.adds();
        this.done = done;
    }

    /** The height that it began with. */
    long from() {
        return from;
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
            if (height < floor || (adds && !chain.wants(height, above))) {
                end();
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
        boolean whole = adds || height >= chain.keptFrom();
        Optional<StoredBlock> other = Optional.ofNullable(given.remove(height));
        boolean isGiven = other.isPresent();
        if (other.isEmpty() && !seen) {
            other = store.apply(height);
        }
        BlockRecords.Examined block = records.examine(height, expected, whole, other);
        if (!seen) {
            seen = true;
            if (!adds) { // else it is not here yet, which is no damage
                block.wrong().forEach(what -> found.block(height, what));
            }
        }
        if (adds && block.left().isEmpty()) {
            giver.filter(unused -> isGiven).ifPresent(failures::remove);
            return add(block);
        }
        // A part of a block below those that are kept would stay for ever, as nothing removes what is not there as a
        // whole.
        boolean changes = !adds && !block.changes().changes().isEmpty();
        if (changes && writes < MOST_WRITES) {
            other.flatMap(unused -> giver).ifPresent(failures::remove);
            write(whole, block.changes());
            return false;
        } else if (!block.left().isEmpty() && ask(whole)) {
            return false;
        } else if (!adds
                && writes < MOST_WRITES
                && height < chain.head().height()
                && block.withoutCertificate().isPresent()) {
            write(whole, block.withoutCertificate().get());
            return false;
        }
        (changes ? block.wrong() : block.left()).forEach(what -> left.block(height, what));
        if (adds) {
            end();
            return false;
        }
        next(block.header());
        return true;
    }

    /** A block is here as a whole, now that what is missing of it has come. */
    private boolean add(BlockRecords.Examined block) {
        for (WriteBatch.Change change : block.changes().changes()) {
            added.put(change.column(), change.key(), change.value());
        }
        next(block.header());
        if (++blocksAdded < BLOCKS_A_BATCH && added.sizeInBytes() < BYTES_A_BATCH) {
            return true;
        }
        flush(this::run);
        return false;
    }

    private void flush(Runnable then) {
        WriteBatch blocks = added;
        long from = height + 1;
        long below = from + blocksAdded;
        added = new WriteBatch();
        blocksAdded = 0;
        ledgerThread.execute(() -> {
            boolean goesOn = chain.putBelow(from, below, blocks);
            thread.execute(goesOn ? then : done);
        });
    }

    private void end() {
        if (blocksAdded > 0) {
            flush(done);
        } else {
            done.run();
        }
    }

    private void next(Optional<BlockHeader> header) {
        found.blockChecked();
        expected = header.map(BlockHeader::parent);
        above = header;
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
        return below >= floor
                && (adds
                        ? store.apply(below).isEmpty()
                        : !records.isReadable(below, whole && below >= chain.keptFrom()));
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
