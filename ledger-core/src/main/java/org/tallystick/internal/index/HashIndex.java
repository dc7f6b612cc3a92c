package org.tallystick.internal.index;

import java.util.Arrays;
import org.tallystick.model.Hash;

/**
 * At which place each of many hashes is; the caller gives the places, from 0 on, and keeps what belongs to them in arrays of
 * its own. Open addressing with linear probing, never more than half full (Knuth, The Art of Computer Programming, volume 3,
 * section 6.4, algorithms L and R). Not safe for use by several threads.
 *
 * <p>Who chooses what is hashed can also choose, by trying, where in a table it goes, and so have all of it in one place,
 * where every search is long. So places depend on a number that only this node knows (multiplication by an odd number, of
 * which the upper bits are taken: Dietzfelbinger et al., A Reliable Randomized Algorithm for the Closest-Pair Problem, 1997).
 *
 * <p>The hashes are in one array and not in objects, which would take twice the room, and which the garbage collector would
 * look at again and again.
 */
public final class HashIndex {
    /** The place of a hash that is not there. */
    public static final int ABSENT = -1;

    private final int multiplier;
    private byte[] hashes; // by place
    private int[] table; // of places, or ABSENT
    private int room;

    /**
     * With room for so many, one at least.
     *
     * @param salt a random number, which others must not know
     */
    public HashIndex(int room, int salt) {
        this.multiplier = salt | 1;
        this.room = room;
        this.hashes = new byte[Math.multiplyExact(room, Hash.SIZE)];
        this.table = emptyTable(room);
    }

    /** How many places there is room for. */
    public int room() {
        return room;
    }

    /** Makes room for more; all that is there stays where it is. */
    public void grow(int more) {
        hashes = Arrays.copyOf(hashes, Math.multiplyExact(more, Hash.SIZE));
        int[] before = table;
        table = emptyTable(more);
        room = more;
        for (int place : before) {
            if (place != ABSENT) {
                table[slotOf(at(place))] = place;
            }
        }
    }

    /** The place of a hash, or {@link #ABSENT}. */
    public int find(Hash hash) {
        return table[slotOf(hash)];
    }

    /** Gives a place, at which nothing is, to a hash that is nowhere. */
    public void put(int place, Hash hash) {
        hash.copyTo(hashes, place * Hash.SIZE);
        table[slotOf(hash)] = place;
    }

    /** Takes away the hash at a place, which is free then. */
    public void remove(int place) {
        int hole = slotOf(at(place));
        for (int i = after(hole); table[i] != ABSENT; i = after(i)) { // those behind it must still be found
            int fromHome = (i - home(at(table[i]))) & (table.length - 1);
            int fromHole = (i - hole) & (table.length - 1);
            if (fromHome >= fromHole) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = ABSENT;
    }

    private static int[] emptyTable(int room) {
        int[] table = new int[4 * Integer.highestOneBit(room)]; // more than twice as many
        Arrays.fill(table, ABSENT);
        return table;
    }

    private Hash at(int place) {
        return Hash.of(hashes, place * Hash.SIZE);
    }

    /** Where a hash is in the table, or where it would go. */
    private int slotOf(Hash hash) {
        int slot = home(hash);
        while (table[slot] != ABSENT && !at(table[slot]).equals(hash)) {
            slot = after(slot);
        }
        return slot;
    }

    /** Where in the table a hash should be, from 0 to four times the room at most. */
    int home(Hash hash) {
        return (hash.hashCode() * multiplier) >>> (Integer.numberOfLeadingZeros(table.length) + 1);
    }

    private int after(int slot) {
        return (slot + 1) & (table.length - 1);
    }
}
