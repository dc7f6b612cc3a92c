package org.tallystick.internal.chain;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StoreReader;

/**
 * The state as it is stored, with what was read or written lately in memory: a transfer looks at some ten keys on its way,
 * most of them several times, and the way into the store and back costs more than all else that is done with a value.
 * Beyond its bound it forgets what was not used for longest. Safe for use by several threads.
 */
final class StateCache implements StateReads {
    /** What an entry costs besides the bytes of its value: the hash, the map's node, the objects around the value. */
    private static final int OVERHEAD = 160;

    private final StoreReader store;
    private final long bound;
    private final Map<Hash, Optional<Bytes>> values = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private long bytes; // guarded by this
    private long commits; // guarded by this

    /** Keeps at most so many bytes. */
    StateCache(StoreReader store, long bound) {
        this.store = store;
        this.bound = bound;
    }

    @Override
    public Bytes get(HashedKey key) {
        long before;
        synchronized (this) {
            Optional<Bytes> known = values.get(key.hash());
            if (known != null) {
                return known.orElse(null);
            }
            before = commits;
        }
        Bytes read = StateRecords.read(store, key);
        synchronized (this) {
            if (commits == before) { // otherwise it may have changed since it was read
                keep(key.hash(), Optional.ofNullable(read));
            }
        }
        return read;
    }

    /** A block's changes are in the store now. */
    synchronized void committed(Map<HashedKey, Optional<Bytes>> changes) {
        commits++;
        changes.forEach((key, value) -> keep(key.hash(), value));
    }

    private void keep(Hash key, Optional<Bytes> value) {
        Optional<Bytes> old = values.put(key, value);
        bytes += cost(value) - (old == null ? 0 : cost(old));
        Iterator<Optional<Bytes>> eldest = values.values().iterator();
        while (bytes > bound && eldest.hasNext()) {
            bytes -= cost(eldest.next());
            eldest.remove();
        }
    }

    private static int cost(Optional<Bytes> value) {
        return OVERHEAD + (value.isPresent() ? value.get().size() : 0);
    }

    synchronized long bytes() {
        return bytes;
    }
}
