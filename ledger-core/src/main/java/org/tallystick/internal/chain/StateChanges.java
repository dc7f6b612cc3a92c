package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.model.Bytes;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.WriteBatch;

/**
 * What blocks changed in the state, in the order of the hashed keys, in which a store takes it in best, and for each key in
 * the order of the blocks.
 */
final class StateChanges {
    private static final Comparator<Change> BY_KEY =
            (one, other) -> one.key().hash().compareTo(other.key().hash());

    private final List<Change> ascending = new ArrayList<>();

    private record Change(HashedKey key, Optional<Bytes> value, long height) {}

    /** Hears what a key had before a block changed it. */
    @FunctionalInterface
    interface Superseded {
        /** The value, or null for none. */
        void value(HashedKey key, long height, Bytes before);
    }

    private StateChanges() {}

    /** Of the blocks of a path, oldest first. */
    static StateChanges of(Iterable<BlockState> path) {
        StateChanges all = new StateChanges();
        path.forEach(block -> all.add(block.changes(), block.height()));
        all.ascending.sort(BY_KEY); // leaves those of a key in the order of their blocks
        return all;
    }

    /** Of the block at height 0. */
    static StateChanges ofGenesis(Map<HashedKey, Optional<Bytes>> changes) {
        StateChanges all = new StateChanges();
        all.add(changes, 0);
        all.ascending.sort(BY_KEY);
        return all;
    }

    private void add(Map<HashedKey, Optional<Bytes>> changes, long height) {
        changes.forEach((key, value) -> ascending.add(new Change(key, value, height)));
    }

    int size() {
        return ascending.size();
    }

    /** Sets what the keys have now: of several changes of a key the last counts. */
    void put(WriteBatch batch) {
        for (int i = 0; i < ascending.size(); i++) {
            Change change = ascending.get(i);
            if (i + 1 < ascending.size()
                    && change.key().equals(ascending.get(i + 1).key())) {
                continue;
            }
            byte[] stored = change.key().hash().toArray();
            if (change.value().isPresent()) {
                byte[] record =
                        StateRecords.record(change.key().key(), change.value().get());
                batch.put(Column.STATE, stored, record);
            } else {
                batch.delete(Column.STATE, stored);
            }
        }
    }

    /**
     * Tells what the keys had before, block by block; nothing where a block set what was there already.
     *
     * @param before the state before the first of the blocks
     */
    void superseded(StateReads before, Superseded told) {
        HashedKey last = null;
        Bytes had = null;
        for (Change change : ascending) {
            had = change.key().equals(last) ? had : before.get(change.key());
            Bytes has = change.value().orElse(null);
            if (had == null ? has != null : !had.equals(has)) {
                told.value(change.key(), change.height(), had);
            }
            last = change.key();
            had = has;
        }
    }
}
