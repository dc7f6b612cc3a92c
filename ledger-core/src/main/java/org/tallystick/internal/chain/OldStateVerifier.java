package org.tallystick.internal.chain;

import java.util.Arrays;
import java.util.Optional;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Sha256;
import org.tallystick.internal.execution.StateRoot;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/**
 * Checks what is kept of old state: that no row is missing, changed or without need, by the sum over all rows; and that the
 * oldest state that can be asked has the root that its block states. One walk through rows and leaves, in the memory for two
 * pages of them.
 */
final class OldStateVerifier {
    private final StoreReader store;
    private final Findings findings;
    private final StateRoot state = new StateRoot();
    private long rows;
    private long sum;

    OldStateVerifier(StoreReader store, Findings findings) {
        this.store = store;
        this.findings = findings;
    }

    /** Checks all of it; what is wrong with the leaves is for others to say. */
    void run(long head, long blocksFrom) {
        try {
            OldStateExtent extent = OldStateExtent.read(store);
            long lowest = extent.lowest(blocksFrom);
            walk(extent, lowest);
            if (rows != extent.rows() || (sum & Long.MAX_VALUE) != extent.sum()) {
                findings.oldState("there are " + rows + " old values, not the " + extent.rows() + " that were written");
            }
            Optional<BlockHeader> header = new ChainReader(store).header(lowest);
            boolean reachesHead = extent.upTo() == head && lowest <= head;
            if (reachesHead
                    && header.isPresent()
                    && !state.root().equals(header.get().stateRoot())) {
                findings.oldState("the state after block " + lowest + " has root " + state.root()
                        + ", but the block has " + header.get().stateRoot());
            }
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e; // the medium fails, which says nothing about what is on it
            }
            findings.oldState("it cannot be read: " + e.getMessage());
        }
    }

    /** Goes through the keys that have a value now or had one. */
    private void walk(OldStateExtent extent, long lowest) {
        Pages leaves = new Pages(store, Column.LEAVES, Hash.SIZE);
        Pages old = new Pages(store, Column.OLD_STATE, OldValues.KEY);
        while (leaves.peek() != null || old.peek() != null) {
            byte[] key = lower(leaves.peek(), old.peek());
            Hash valueHash = null;
            if (isOf(leaves.peek(), key)) {
                byte[] leaf = leaves.next().value();
                valueHash = leaf.length == Hash.SIZE ? Hash.of(leaf) : null;
            }
            boolean found = false;
            while (isOf(old.peek(), key)) {
                Pages.Row row = old.next();
                Optional<Bytes> value = checked(row, extent);
                if (!found && OldValues.heightIn(row.key()) > lowest) {
                    found = true;
                    valueHash = value.map(Sha256::hash).orElse(null);
                }
            }
            if (valueHash != null) {
                state.add(Hash.of(key), valueHash);
            }
        }
        rows += old.misfits();
    }

    private Optional<Bytes> checked(Pages.Row row, OldStateExtent extent) {
        rows++;
        sum += OldValues.check(row.key(), row.value());
        long height = OldValues.heightIn(row.key());
        if (height <= extent.sweep().done() || height > extent.upTo()) {
            findings.oldState(
                    "there is a value of before block " + height + ", which should have been removed or never was");
        }
        try {
            return OldValues.valueIn(row.value());
        } catch (MalformedException e) {
            findings.oldState("the value of before block " + height + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] lower(Pages.Row leaf, Pages.Row old) {
        if (leaf == null
                || (old != null && Arrays.compareUnsigned(old.key(), 0, Hash.SIZE, leaf.key(), 0, Hash.SIZE) < 0)) {
            return Arrays.copyOf(old.key(), Hash.SIZE);
        }
        return leaf.key();
    }

    private static boolean isOf(Pages.Row row, byte[] key) {
        return row != null && Arrays.equals(row.key(), 0, Hash.SIZE, key, 0, Hash.SIZE);
    }
}
