package org.tallystick.internal.chain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.execution.StateChunk;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Where parts of a state wait until all are there. Each is kept with the hash of its subtree, so what was fetched before
 * a restart, or for an older snapshot, is used again where it is still the same. Blocks on the disk.
 */
public final class SnapshotStage {
    private static final int DELETES_A_BATCH = 10_000;

    private final LedgerStore store;

    /** In a store. */
    public SnapshotStage(LedgerStore store) {
        this.store = store;
    }

    /** Keeps a part whose hash has been checked. */
    public void put(TriePlace place, Hash hash, StateChunk chunk) {
        byte[] records = chunk.encode();
        byte[] value = Arrays.copyOf(hash.toArray(), Hash.SIZE + records.length);
        System.arraycopy(records, 0, value, Hash.SIZE, records.length);
        store.commit(new WriteBatch().put(Column.SNAPSHOT, key(place), value));
    }

    /** How many bytes are kept for a place, if it is the part with this hash. */
    public Optional<Integer> has(TriePlace place, Hash hash) {
        byte[] value = store.get(Column.SNAPSHOT, key(place));
        return value != null && Hash.of(value, 0).equals(hash) ? Optional.of(value.length) : Optional.empty();
    }

    /** The part at a place. */
    StateChunk get(TriePlace place) {
        byte[] value = store.get(Column.SNAPSHOT, key(place));
        try {
            if (value == null) {
                throw new MalformedException("a part that was fetched is missing");
            }
            return StateChunk.decode(place, Arrays.copyOfRange(value, Hash.SIZE, value.length));
        } catch (MalformedException e) {
            throw new StorageException(StorageException.Kind.CORRUPT, "the fetched state cannot be read", e);
        }
    }

    /** Forgets everything. */
    public void clear() {
        List<byte[]> keys = new ArrayList<>();
        do {
            keys.clear();
            store.scan(Column.SNAPSHOT, new byte[0], null, (key, value) -> {
                keys.add(key);
                return keys.size() < DELETES_A_BATCH;
            });
            WriteBatch batch = new WriteBatch();
            keys.forEach(key -> batch.delete(Column.SNAPSHOT, key));
            store.commit(batch);
        } while (!keys.isEmpty());
    }

    private static byte[] key(TriePlace place) {
        return ByteBuffer.allocate(2 + Hash.SIZE)
                .putShort((short) place.depth())
                .put(place.first())
                .array();
    }
}
