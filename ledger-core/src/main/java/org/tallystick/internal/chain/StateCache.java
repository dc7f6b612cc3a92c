package org.tallystick.internal.chain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateReads;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StoreReader;

/**
 * The state as it is stored, with what was read or written lately in memory: a transfer looks at some ten keys on its way,
 * most of them several times, and the way into the store and back costs more than all else that is done with a value.
 * Beyond its bound it forgets what was not used for a round of its hand, as a clock does (Corbató, 1968). Safe for use by
 * several threads.
 *
 * <p>The keys are in one array and not in objects, which would take twice the room, and which the garbage collector would
 * look at again and again.
 */
final class StateCache implements StateReads {
    /** What an entry costs besides its value: its key, and its place in the arrays, which have some room to spare. */
    private static final int ENTRY = 64;

    /** What a value costs besides its bytes: the objects around it. */
    private static final int VALUE = 48;

    private static final int EMPTY = -1;
    private static final int FEWEST = 64;
    private static final byte FREE = 0;
    private static final byte HELD = 1;
    private static final byte USED = 2;

    private final StoreReader store;
    private final long bound;
    private byte[] keys = new byte[FEWEST * Hash.SIZE]; // by place; all guarded by this
    private Bytes[] values = new Bytes[FEWEST]; // by place; null for none
    private byte[] states = new byte[FEWEST]; // by place
    private int[] free = new int[FEWEST]; // places that were given up
    private int[] table = emptyTable(FEWEST); // of places, with linear probing; never more than half full
    private int places;
    private int freePlaces;
    private int hand;
    private long bytes;
    private long commits;
    private Predicate<Hash> lacking = key -> false; // of what is stored; guarded by this

    /** Keeps at most so many bytes. */
    StateCache(StoreReader store, long bound) {
        this.store = store;
        this.bound = bound;
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
            int place = table[slotOf(key.hash())];
            if (place != EMPTY) {
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
        int place = table[slotOf(key)];
        if (place == EMPTY) {
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
        if (place == states.length) {
            grow(place + (place >> 1));
        }
        key.copyTo(keys, place * Hash.SIZE);
        table[slotOf(key)] = place;
        return place;
    }

    private void grow(int room) {
        keys = Arrays.copyOf(keys, Math.multiplyExact(room, Hash.SIZE));
        values = Arrays.copyOf(values, room);
        states = Arrays.copyOf(states, room);
        table = emptyTable(room);
        for (int place = 0; place < places - 1; place++) { // the last has no key yet, and none is free
            table[slotOf(at(place))] = place;
        }
    }

    private static int[] emptyTable(int room) {
        int[] table = new int[4 * Integer.highestOneBit(room)]; // more than twice as many
        Arrays.fill(table, EMPTY);
        return table;
    }

    /** Moves the hand on by one place. */
    private void turn() {
        if (states[hand] == USED) {
            states[hand] = HELD;
        } else if (states[hand] == HELD) {
            clear(slotOf(at(hand)));
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

    private Hash at(int place) {
        return Hash.of(keys, place * Hash.SIZE);
    }

    /** Where a key is in the table, or where it would go. */
    private int slotOf(Hash key) {
        int slot = home(key);
        while (table[slot] != EMPTY && !at(table[slot]).equals(key)) {
            slot = after(slot);
        }
        return slot;
    }

    /** Empties a slot, and moves up those behind it that would not be found any more. */
    private void clear(int slot) {
        int hole = slot;
        for (int i = after(slot); table[i] != EMPTY; i = after(i)) {
            int fromHome = (i - home(at(table[i]))) & (table.length - 1);
            int fromHole = (i - hole) & (table.length - 1);
            if (fromHome >= fromHole) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = EMPTY;
    }

    private int home(Hash key) {
        return key.hashCode() & (table.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (table.length - 1);
    }

    synchronized long bytes() {
        return bytes;
    }
}
