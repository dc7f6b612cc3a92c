package org.tallystick.internal.chain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import org.tallystick.api.Retention;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.EncodedReceipts;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.BucketTrie;
import org.tallystick.internal.execution.ConfigRule;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.execution.StateTree;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Governance;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.spi.consensus.Outlook;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * The chain of final blocks on disk, and the state after the last of them. One thread extends it; any thread reads the
 * head.
 */
public final class FinalChain {
    /** State values that were used lately take a sixteenth of the heap, as far as that is within these bounds. */
    private static final long LEAST_CACHED_STATE_BYTES = 16L << 20; // some 100,000 values

    private static final long MOST_CACHED_STATE_BYTES = 64L << 20;

    private final LedgerStore store;
    private final BlockHashes hashes;
    private final Genesis genesis;
    private final Retention retention;
    private volatile StateCache cache;
    private final Executor helper;
    private final int salt;
    private volatile Pruner pruner;
    private volatile OldState oldState;
    private final ReadWriteLock headLock = new ReentrantReadWriteLock();
    private volatile BlockState head;

    private FinalChain(
            LedgerStore store,
            BlockHashes hashes,
            Genesis genesis,
            Retention retention,
            StateCache cache,
            Executor helper,
            int salt,
            BlockState head) {
        this.store = store;
        this.hashes = hashes;
        this.genesis = genesis;
        this.retention = retention;
        this.helper = helper;
        this.salt = salt;
        this.pruner = new Pruner(store, retention);
        this.oldState = OldState.open(store, retention.oldState(), head.height());
        this.cache = cache;
        this.head = head;
    }

    /** {@link #open(LedgerStore, Genesis, Retention)}, keeping everything. */
    public static FinalChain open(LedgerStore store, Genesis genesis) {
        return open(store, genesis, Retention.ARCHIVE);
    }

    /**
     * Reads the chain from the store, or begins it with the genesis block when the store is new.
     *
     * @throws StorageException of kind CORRUPT when what is stored does not fit together, or of another kind when the
     *     store fails
     */
    public static FinalChain open(LedgerStore store, Genesis genesis, Retention retention) {
        return open(store, genesis, retention, task -> {}, 0);
    }

    /**
     * {@link #open(LedgerStore, Genesis, Retention)}.
     *
     * @param helper may do part of the work on large blocks; see {@link BucketTrie#open(StoreReader, long, Executor)}
     * @param salt of {@link org.tallystick.internal.index.HashIndex}
     */
    public static FinalChain open(LedgerStore store, Genesis genesis, Retention retention, Executor helper, int salt) {
        if (store.get(Column.META, Columns.RESTORING) != null) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "a backup was not read to its end here; remove what is here and restore again");
        }
        if (store.get(Column.META, Columns.HEAD) == null) {
            begin(store, genesis);
        }
        try {
            byte[] installing = store.get(Column.META, Columns.INSTALLING);
            if (installing != null) {
                SnapshotInstall.resume(store, Snapshot.Plan.decode(installing));
            }
            StateCache cache = new StateCache(store, cachedStateBytes(), salt);
            BlockHashes hashes = new BlockHashes(store);
            BlockState head = readHead(store, hashes, genesis, cache, helper);
            cache.lacking(head.tree()::lacks);
            if (head.height() > 0) { // else they are of use yet
                new SnapshotStage(store).clear();
            }
            return new FinalChain(store, hashes, genesis, retention, cache, helper, salt, head);
        } catch (MalformedException | IllegalArgumentException e) {
            throw ChainReader.corrupt("head", e);
        }
    }

    private static long cachedStateBytes() {
        long share = Runtime.getRuntime().maxMemory() / 16;
        return Math.max(LEAST_CACHED_STATE_BYTES, Math.min(MOST_CACHED_STATE_BYTES, share));
    }

    private static BlockState readHead(
            LedgerStore store, BlockHashes hashes, Genesis genesis, StateReads state, Executor helper)
            throws MalformedException {
        CanonicalReader meta = new CanonicalReader(store.get(Column.META, Columns.HEAD));
        long height = meta.u64("height");
        MerkleFrontier history = MerkleFrontier.decode(meta.bytes16("history", 0xFFFF));
        meta.end("head");
        BlockHeader header = new ChainReader(store)
                .header(height)
                .orElseThrow(() -> new MalformedException("the header of the last block is missing"));
        StateTree tree = BucketTrie.open(store, BucketTrie.DEFAULT_CACHE_BYTES, helper);
        if (!tree.root().equals(header.stateRoot()) || history.size() != height + 1) {
            throw new MalformedException("the state has root " + tree.root() + ", but the last block, " + height
                    + ", has " + header.stateRoot());
        }
        Outlook outlook = ConfigRule.at(genesis, height, state);
        if (!ConfigCodec.hash(outlook.config()).equals(header.nextConfigHash())) {
            throw new MalformedException(
                    "the state's validators and parameters are not those that block " + height + " announces");
        }
        return new BlockState(header, HeaderCodec.hash(header), tree, history, state, outlook, hashes::at);
    }

    /**
     * Begins anew from the state after a later block, all parts of which have been fetched; when this returns it is on
     * disk. Whoever wants a view waits. A crash on the way is made good at the next opening.
     */
    public BlockState install(Snapshot snapshot, List<TriePlace> places) {
        headLock.writeLock().lock();
        try {
            pruner.removeUpTo(head.height()); // blocks below a gap are of use to an archive at most
            SnapshotInstall.run(store, snapshot, places);
            pruner = new Pruner(store, retention);
            StateCache fresh = new StateCache(store, cachedStateBytes(), salt);
            head = readHead(store, hashes, genesis, fresh, helper);
            oldState = OldState.open(store, retention.oldState(), head.height());
            fresh.lacking(head.tree()::lacks);
            cache = fresh;
            return head;
        } catch (MalformedException | IllegalArgumentException e) {
            throw ChainReader.corrupt("head", e);
        } finally {
            headLock.writeLock().unlock();
        }
    }

    private static void begin(LedgerStore store, Genesis genesis) {
        BlockHeader header = GenesisState.header(genesis);
        WriteBatch batch = new WriteBatch();
        Map<HashedKey, Optional<Bytes>> state = GenesisState.changes(genesis);
        StateChanges.ofGenesis(state).put(batch);
        StateTree none = BucketTrie.open(store, 0);
        none.with(Execution.treeChanges(state)).store(none, batch);
        putBlock(
                batch,
                header,
                HeaderCodec.hash(header),
                BlockCodec.encodeBody(List.of()),
                EncodedReceipts.NONE.bytes());
        HistoryTree.append(batch, MerkleFrontier.EMPTY, BlockState.historyLeaf(HeaderCodec.hash(header)));
        putHead(batch, 0, GenesisState.history(header));
        store.commit(batch);
    }

    /**
     * Makes a block and all its ancestors down to the present head final: when this returns they are on disk.
     *
     * @param target executed, a descendant of the head
     * @param certificate proves that {@code target} is final
     * @return the newly final blocks, oldest first
     */
    public List<BlockState> extend(BlockState target, Bytes certificate) {
        Deque<BlockState> path = new ArrayDeque<>();
        BlockState state = target;
        while (state != null && state.height() > head.height()) {
            path.addFirst(state);
            state = state.parent();
        }
        if (state == null || !state.hash().equals(head.hash())) {
            throw new IllegalStateException("block " + target.height() + " " + target.hash()
                    + " does not descend from the last final block, " + head.height() + " " + head.hash());
        }
        WriteBatch batch = new WriteBatch();
        for (BlockState block : path) {
            putBlock(batch, block.header(), block.hash(), block.body(), block.encodedReceipts());
            HistoryTree.append(batch, block.parent().history(), BlockState.historyLeaf(block.hash()));
            putTransactions(batch, block);
            putConfig(batch, block);
        }
        StateChanges changes = StateChanges.of(path);
        changes.put(batch);
        StateTree.Stored tree = target.tree().store(head.tree(), batch);
        batch.put(Column.CERTIFICATES, Columns.height(target.height()), certificate.toArray());
        putHead(batch, target.height(), target.history());
        OldState.Step old = oldState.extend(batch, changes, cache, target.height(), keptFrom());
        Runnable pruned = pruner.prune(batch, target.header(), old.removedBytes());
        headLock.writeLock().lock();
        try {
            store.commit(batch);
            tree.committed();
            cache.committed(path.stream().map(BlockState::changes).toList(), target.tree()::lacks);
            pruned.run();
            old.committed().run();
            head = target;
        } finally {
            headLock.writeLock().unlock();
        }
        path.forEach(BlockState::becameFinal);
        return List.copyOf(path);
    }

    private static void putBlock(WriteBatch batch, BlockHeader header, Hash hash, Bytes body, Bytes receipts) {
        byte[] key = Columns.height(header.height());
        batch.put(Column.HEADERS, key, HeaderCodec.encode(header).toArray());
        batch.put(Column.BODIES, key, body.toArray());
        batch.put(Column.RECEIPTS, key, receipts.toArray());
        batch.put(Column.BLOCK_HASHES, hash.toArray(), key);
    }

    /** The last block of an epoch brings the configuration of the next, which is kept for whoever asks for it later. */
    private static void putConfig(WriteBatch batch, BlockState block) {
        if (!block.header().configHash().equals(block.header().nextConfigHash())) {
            LedgerConfig next = block.outlook().config();
            EpochSteps.note(batch, block.header(), next);
            batch.put(
                    Column.META,
                    Columns.config(next.epoch()),
                    ConfigCodec.encode(next).toArray());
        }
    }

    private static void putTransactions(WriteBatch batch, BlockState block) {
        int index = 0;
        for (EncodedTransaction transaction : block.transactions()) {
            byte[] place = new Columns.Place(block.height(), index++).encode();
            batch.put(Column.TRANSACTIONS, transaction.id().toArray(), place);
        }
    }

    static void putHead(WriteBatch batch, long height, MerkleFrontier history) {
        batch.put(
                Column.META,
                Columns.HEAD,
                new CanonicalWriter(128).u64(height).bytes16(history.encode()).toArray());
    }

    /** The governors whom the genesis names, if it does. */
    public Optional<Governance> governance() {
        return genesis.governance();
    }

    /** The last final block and the state after it. */
    public BlockState head() {
        return head;
    }

    /** A view as of the last final block; to be closed. Waits while a block is being written. */
    public ChainView view() {
        headLock.readLock().lock();
        try {
            return new ChainView(store.snapshot(), head, oldState.lowest(head.height(), keptFrom()));
        } finally {
            headLock.readLock().unlock();
        }
    }

    /** The lowest height of which transactions and receipts are kept. */
    public long keptFrom() {
        return pruner.kept().from();
    }

    /** How many bytes of records below that were removed from the store; it gives the space back little by little. */
    public long removedBytes() {
        return pruner.kept().removedBytes();
    }

    /**
     * Who is told the height of a header that is damaged, when a contract asked for a block's hash; on the thread that
     * executes, so it must not block.
     */
    public void onDamaged(LongConsumer listener) {
        hashes.onDamaged(listener);
    }

    /** Compares what is kept of single blocks with their hashes. */
    public BlockRecords records(BlockRecords.Judge judge) {
        return new BlockRecords(store, genesis, () -> head.outlook().config(), judge);
    }

    /**
     * Puts back what was damaged of a final block; by the thread that extends the chain. When this returns it is on disk.
     *
     * @param whole whether the block was kept as a whole when it was examined
     */
    public void putBack(long height, boolean whole, WriteBatch changes) {
        if (!whole || height >= keptFrom()) { // else it has been removed meanwhile
            store.commit(changes);
        }
    }

    /**
     * Whether the retention asks for a block to be kept as a whole.
     *
     * @param above the header above it, if that is known and may not be stored yet
     */
    public boolean wants(long height, Optional<BlockHeader> above) {
        return pruner.wants(height, above, head.header());
    }

    /**
     * Adds whole blocks right below the lowest that is kept as a whole; by the thread that extends the chain. When this
     * returns they are on disk.
     *
     * @param from the lowest of them
     * @param below what is kept as a whole begins here
     * @return false, with nothing changed, when it does not any more
     */
    public boolean putBelow(long from, long below, WriteBatch blocks) {
        if (below != keptFrom()) {
            return false;
        }
        Runnable lowered = pruner.lower(blocks, from);
        store.commit(blocks);
        lowered.run();
        return true;
    }

    /** Looks through the history tree from its first block on. */
    public HistoryCheck historyCheck() {
        return new HistoryCheck(store, head.header());
    }

    /** Reads final blocks. */
    public ChainReader reader() {
        return new ChainReader(store);
    }
}
