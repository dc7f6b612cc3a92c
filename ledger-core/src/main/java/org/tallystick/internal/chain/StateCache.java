package org.tallystick.internal.chain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.internal.index.HashIndex;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StoreReader;

/**
 * The state as it is stored, with what was read or written lately in memory: a transfer looks at some ten keys on its way,
 * most of them several times, and the way into the store and back costs more than all else that is done with a value.
 * Beyond its bound it forgets what was not used for a round of its hand, as a clock does (Corbató, 1968). Safe for use by
 * several threads.
 */
final class StateCache implements StateReads {
    /** What an entry costs besides its value: its key, and its place in the arrays, which have some room to spare. */
    private static final int ENTRY = 64;

    /** What a value costs besides its bytes: the objects around it. */
    private static final int VALUE = 48;

    private static final int FEWEST = 64;
    private static final byte FREE = 0;
    private static final byte HELD = 1;
    private static final byte USED = 2;

    private final StoreReader store;
    private final long bound;
    private final HashIndex index; // all guarded by this
    private Bytes[] values = new Bytes[FEWEST]; // by place; null for none
    private byte[] states = new byte[FEWEST]; // by place
    private int[] free = new int[FEWEST]; // places that were given up
    private int places;
    private int freePlaces;
    private int hand;
    private long bytes;
    private long commits;
    private Predicate<Hash> lacking = key -> false; // of what is stored; guarded by this

    /** Keeps at most so many bytes; the salt is that of {@link HashIndex}. */
    StateCache(StoreReader store, long bound, int salt) {
        this.store = store;
        this.bound = bound;
        this.index = new HashIndex(FEWEST, salt);
    }

    /** Says of which keys it is certain that they have no value in what is stored; the store is not asked for those. */
    synchronized void lacking(Predicate<Hash> certain) {
        lacking = certain;
    }

    @Override
    public Bytes get(HashedKey key) {
        long before;
        Predicate<Hash> absent;
        synchronized (this) {
            int place = index.find(key.hash());
            if (place != HashIndex.ABSENT) {
                states[place] = USED;
                return values[place];
            }
            before = commits;
            absent = lacking; // as of the same commit
        }
        Bytes read = absent.test(key.hash()) ? null : StateRecords.read(store, key);
        synchronized (this) {
            if (commits == before) { // otherwise it may have changed since it was read
                keep(key.hash(), read);
            }
        }
        return read;
    }

    /**
     * Blocks' changes are in the store now.
     *
     * @param blocks oldest first
     * @param certain see {@link #lacking}, of the state after the last of them
     */
    synchronized void committed(List<Map<HashedKey, Optional<Bytes>>> blocks, Predicate<Hash> certain) {
        commits++;
        lacking = certain;
        for (Map<HashedKey, Optional<Bytes>> changes : blocks) {
            changes.forEach((key, value) -> keep(key.hash(), value.orElse(null)));
        }
    }

    private void keep(Hash key, Bytes value) {
        int place = index.find(key);
        if (place == HashIndex.ABSENT) {
            place = newPlace(key);
        } else {
            bytes -= cost(values[place]);
        }
        values[place] = value;
        states[place] = USED;
        bytes += cost(value);
        while (bytes > bound) {
            turn();
        }
    }

    private int newPlace(Hash key) {
        int place = freePlaces > 0 ? free[--freePlaces] : places++;
        if (place == index.room()) {
            int room = place + (place >> 1);
            index.grow(room);
            values = Arrays.copyOf(values, room);
            states = Arrays.copyOf(states, room);
        }
        index.put(place, key);
        return place;
    }

    /** Moves the hand on by one place. */
    private void turn() {
        if (states[hand] == USED) {
            states[hand] = HELD;
        } else if (states[hand] == HELD) {
            index.remove(hand);
            bytes -= cost(values[hand]);
            values[hand] = null;
            states[hand] = FREE;
            free = freePlaces == free.length ? Arrays.copyOf(free, 2 * freePlaces) : free;
            free[freePlaces++] = hand;
        }
        hand = (hand + 1) % places;
    }

    private static int cost(Bytes value) {
        return ENTRY + (value == null ? 0 : VALUE + value.size());
    }

    synchronized long bytes() {
        return bytes;
    }
}
