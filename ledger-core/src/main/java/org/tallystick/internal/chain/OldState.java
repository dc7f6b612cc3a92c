package org.tallystick.internal.chain;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.model.Bytes;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Keeps what keys of the state had before blocks changed them, and removes it when nobody may ask for it any more. Both
 * happen in the batch of the block. One thread extends it; any thread may ask from where on it reaches.
 *
 * <p>Rows are found by key, not by height, so what is too old is found by going through all of them: a few with each new
 * block, and a round begins only when as many heights are too old as half of those that are not. So the rows that are too
 * old are fewer than those that are not, and for each that is written some three are looked at. Damage among them stops
 * nothing: what lies around it stays, and a round goes on behind it.
 */
final class OldState {
    private static final Logger LOG = LoggerFactory.getLogger(OldState.class);
    private static final int LOOKED_AT_A_CHANGE = 4;
    private static final int LOOKED_AT_A_BLOCK = 256;

    private final LedgerStore store;
    private final boolean keeps;
    private volatile OldStateExtent extent;

    /** What was added to a batch: how many bytes of rows go with it, and what to do once it has been committed. */
    record Step(long removedBytes, Runnable committed) {}

    private OldState(LedgerStore store, boolean keeps, OldStateExtent extent) {
        this.store = store;
        this.keeps = keeps;
        this.extent = extent;
    }

    /**
     * Goes on where the store's last block left off, or begins with the state after it when blocks were written without
     * keeping what they changed.
     *
     * @param keeps false removes little by little what is there
     */
    static OldState open(LedgerStore store, boolean keeps, long head) {
        OldStateExtent found = OldStateExtent.read(store);
        return new OldState(store, keeps, keeps && found.upTo() != head ? found.beginningAt(head) : found);
    }

    /**
     * The lowest height the state after which can be asked.
     *
     * @param head the last block
     * @param blocksFrom the lowest height of which blocks are kept
     */
    long lowest(long head, long blocksFrom) {
        return keeps ? extent.lowest(blocksFrom) : head;
    }

    /**
     * Adds to the batch of new blocks what they changed, and what removes some of what is too old.
     *
     * @param before the state before the first of them
     * @param head the last of them
     * @param blocksFrom the lowest height of which blocks are kept
     */
    Step extend(WriteBatch batch, StateChanges changes, StateReads before, long head, long blocksFrom) {
        if (!keeps && extent.rows() == 0) {
            return new Step(0, () -> {});
        }
        Draft draft = new Draft(batch, extent);
        if (keeps) {
            changes.superseded(before, draft::add);
        }
        draft.sweep(store, lowest(head, blocksFrom), head, LOOKED_AT_A_BLOCK + LOOKED_AT_A_CHANGE * changes.size());
        OldStateExtent next = draft.next(keeps ? head : extent.upTo());
        batch.put(Column.META, OldStateExtent.KEY, next.encode());
        return new Step(draft.removedBytes, () -> extent = next);
    }

    /** What the batch makes of the extent. */
    private static final class Draft {
        private final WriteBatch batch;
        private final OldStateExtent now;
        private long rows;
        private long sum;
        private long removedBytes;
        private OldStateExtent.Sweep sweep;

        Draft(WriteBatch batch, OldStateExtent now) {
            this.batch = batch;
            this.now = now;
            this.rows = now.rows();
            this.sum = now.sum();
            this.sweep = now.sweep();
        }

        void add(HashedKey key, long height, Bytes before) {
            byte[] row = OldValues.key(key.hash(), height);
            byte[] value = OldValues.value(before);
            batch.put(Column.OLD_STATE, row, value);
            rows++;
            sum += OldValues.check(row, value);
        }

        /**
         * Goes on with the round under way, or begins one if it is time.
         *
         * @param limit rows up to this height are too old
         * @param most how many rows to look at
         */
        void sweep(LedgerStore store, long limit, long head, int most) {
            boolean due = now.rows() > 0 && limit - sweep.done() >= Math.max(1, (head - limit) / 2);
            if (!sweep.isUnderWay() && due) {
                sweep = sweep.begin(limit);
            }
            if (!sweep.isUnderWay()) {
                return;
            }
            byte[][] reached = {sweep.cursor()};
            boolean damaged = false;
            byte[] next;
            try {
                next = remove(store, most, reached);
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.CORRUPT) {
                    throw e;
                }
                LOG.warn("of old state something cannot be read, and is not removed", e);
                damaged = true;
                next = OldStateExtent.Sweep.behind(reached[0]);
            }
            sweep = sweep.goingOnAt(next);
            if (!damaged && sweep.done() == head) { // so none is left, whatever had become of some
                rows = 0;
                sum = 0;
            }
        }

        /** Removes what is too old among the next rows, notes how far it came, and returns where to go on. */
        private byte[] remove(LedgerStore store, int most, byte[][] reached) {
            int[] seen = new int[1];
            byte[][] next = {OldStateExtent.Sweep.NOWHERE};
            store.scan(Column.OLD_STATE, sweep.cursor(), null, (key, value) -> {
                if (seen[0]++ == most) {
                    next[0] = key;
                    return false;
                }
                if (OldValues.heightIn(key) <= sweep.limit()) {
                    batch.delete(Column.OLD_STATE, key);
                    rows--;
                    sum -= OldValues.check(key, value);
                    removedBytes += key.length + value.length;
                }
                reached[0] = key;
                return true;
            });
            return next[0];
        }

        OldStateExtent next(long upTo) {
            return new OldStateExtent(now.from(), upTo, sweep, rows, sum & Long.MAX_VALUE);
        }
    }
}
