package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.BucketTrie;
import org.tallystick.internal.execution.StateChunk;
import org.tallystick.internal.execution.StateTree;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.proof.EpochStep;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Puts the fetched state of a snapshot in place of the present one, in steps of which each is atomic. What is intended is
 * written down first, so that after a crash the next opening does it over.
 */
final class SnapshotInstall {
    private static final int DELETES_A_BATCH = 10_000;

    private final LedgerStore store;
    private final Snapshot.Plan plan;
    private StateTree tree;

    private SnapshotInstall(LedgerStore store, Snapshot.Plan plan) {
        this.store = store;
        this.plan = plan;
        this.tree = BucketTrie.open(store, 0);
    }

    /** Writes down what is intended, and does it. */
    static void run(LedgerStore store, Snapshot snapshot, List<TriePlace> places) {
        Snapshot.Plan plan = new Snapshot.Plan(snapshot, List.copyOf(places));
        store.commit(new WriteBatch().put(Column.META, Columns.INSTALLING, plan.encode()));
        new SnapshotInstall(store, plan).install();
    }

    /** Does what was written down before the node stopped. */
    static void resume(LedgerStore store, Snapshot.Plan plan) {
        new SnapshotInstall(store, plan).install();
    }

    private void install() {
        removeState();
        SnapshotStage stage = new SnapshotStage(store);
        for (TriePlace place : plan.places()) {
            add(stage.get(place));
        }
        Snapshot snapshot = plan.snapshot();
        if (!tree.root().equals(snapshot.header().stateRoot())) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "the fetched state has root " + tree.root() + ", not "
                            + snapshot.header().stateRoot());
        }
        finish(snapshot);
        stage.clear();
    }

    private void removeState() {
        List<Hash> keys = new ArrayList<>();
        do {
            keys.clear();
            store.scan(Column.STATE, new byte[0], null, (key, value) -> {
                keys.add(Hash.of(key));
                return keys.size() < DELETES_A_BATCH;
            });
            WriteBatch batch = new WriteBatch();
            keys.forEach(key -> batch.delete(Column.STATE, key.toArray()));
            change(keys.stream().map(key -> new StateTree.Change(key, null)).toList(), batch);
        } while (!keys.isEmpty());
    }

    private void add(StateChunk chunk) {
        WriteBatch batch = new WriteBatch();
        for (StateChunk.Entry entry : chunk.entries()) {
            batch.put(Column.STATE, entry.key().toArray(), entry.record());
        }
        change(chunk.changes(), batch);
    }

    private void change(List<StateTree.Change> changes, WriteBatch batch) {
        StateTree next = tree.with(changes);
        StateTree.Stored stored = next.store(tree, batch);
        store.commit(batch);
        stored.committed();
        tree = next;
    }

    private static void putHeader(WriteBatch batch, BlockHeader header) {
        byte[] height = Columns.height(header.height());
        batch.put(Column.HEADERS, height, HeaderCodec.encode(header).toArray());
        batch.put(Column.BLOCK_HASHES, HeaderCodec.hash(header).toArray(), height);
    }

    /** From here on the block is the last final one. */
    private void finish(Snapshot snapshot) {
        Hash leaf = BlockState.historyLeaf(snapshot.hash());
        WriteBatch batch = new WriteBatch();
        snapshot.below().forEach(header -> putHeader(batch, header));
        for (EpochStep step : snapshot.steps()) {
            putHeader(batch, step.last());
            batch.put(
                    Column.CERTIFICATES,
                    Columns.height(step.last().height()),
                    step.certificate().toArray());
            EpochSteps.note(batch, step.last(), step.next());
        }
        putHeader(batch, snapshot.header());
        batch.put(
                Column.CERTIFICATES,
                Columns.height(snapshot.header().height()),
                snapshot.certificate().toArray());
        HistoryTree.begin(batch, snapshot.history());
        HistoryTree.append(batch, snapshot.history(), leaf);
        FinalChain.putHead(batch, snapshot.header().height(), snapshot.history().append(leaf));
        long removed = Columns.Kept.read(store).removedBytes();
        batch.put(Column.META, Columns.KEPT, new Columns.Kept(snapshot.header().height() + 1, removed).encode());
        batch.delete(Column.META, Columns.INSTALLING);
        store.commit(batch);
    }
}
