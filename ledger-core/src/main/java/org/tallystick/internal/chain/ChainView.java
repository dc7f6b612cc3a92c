package org.tallystick.internal.chain;

import java.util.Optional;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.KeyProof;
import org.tallystick.spi.storage.LedgerStore;

/**
 * A consistent view of the store together with the block it was taken after. Safe for use by several threads until it is
 * closed.
 *
 * @param head the last final block
 * @param lowest the lowest height the state after which can be read here
 */
public record ChainView(LedgerStore.Snapshot snapshot, BlockState head, long lowest) implements AutoCloseable {
    /** Reads a state value as it is after the last final block. */
    public Bytes state(HashedKey key) {
        return StateRecords.read(snapshot, key);
    }

    /**
     * The state as it was after a block.
     *
     * @param height from {@link #lowest} to that of {@link #head}
     */
    public StateReads stateAt(long height) {
        if (height < lowest || height > head.height()) {
            throw new IllegalArgumentException(
                    "the state is kept from block " + lowest + " to " + head.height() + ", not of " + height);
        }
        if (height == head.height()) {
            return this::state;
        }
        return key -> {
            Optional<Optional<Bytes>> old = OldValues.after(snapshot, key.hash(), height);
            return old.isPresent() ? old.get().orElse(null) : state(key);
        };
    }

    /** The header of a block whose state can be read here. */
    public BlockHeader header(long height) {
        return new ChainReader(snapshot)
                .header(height)
                .orElseThrow(() -> ChainReader.corrupt("header " + height, null));
    }

    /** Proves to whoever has the head's state root what {@link #state} says of a key. */
    public KeyProof prove(HashedKey key) {
        return head.tree().prove(key.hash(), snapshot);
    }

    @Override
    public void close() {
        snapshot.close();
    }
}
