package org.tallystick.internal.execution;

import java.util.Set;
import org.tallystick.model.Hash;

/**
 * Which keys a block or one of those below it that are not in the store may have changed, as a set of bits, one of them a
 * key (Bloom, 1970, with one hash function): what it says no to, none of them has changed. So most reads go to the store
 * without a look into the changes of every block on the way. Keys are hashes already, so some of their bits will do. Grows
 * with the keys, eight to some thirty bits for each; those of blocks that are in the store by now stay until it is made
 * anew. Immutable.
 */
final class PendingKeys {
    /** None. */
    static final PendingKeys NONE = new PendingKeys(new long[1], 0);

    private static final int FEWEST_BITS_A_KEY = 8;

    private final long[] bits; // a power of two of words
    private final int keys;

    private PendingKeys(long[] bits, int keys) {
        this.bits = bits;
        this.keys = keys;
    }

    /** Those of a block. */
    static PendingKeys of(BlockState parent, Set<HashedKey> own) {
        PendingKeys below = parent.pendingKeys();
        long room = below.bits.length * (long) Long.SIZE;
        long keys = below.keys + (long) own.size();
        if (keys * FEWEST_BITS_A_KEY <= room) {
            PendingKeys all = new PendingKeys(below.bits.clone(), (int) keys);
            all.add(own);
            return all;
        }
        return anew(parent, own);
    }

    private static PendingKeys anew(BlockState parent, Set<HashedKey> own) {
        long keys = own.size();
        for (BlockState state = parent; state != null; state = state.parent()) {
            keys += state.changes().size();
        }
        long words = Math.max(1, Long.highestOneBit(keys * 4 * FEWEST_BITS_A_KEY - 1) / Long.SIZE);
        PendingKeys all = new PendingKeys(new long[Math.toIntExact(words)], Math.toIntExact(keys));
        all.add(own);
        for (BlockState state = parent; state != null; state = state.parent()) {
            all.add(state.changes().keySet());
        }
        return all;
    }

    private void add(Set<HashedKey> more) {
        for (HashedKey key : more) {
            int bit = bitOf(key.hash());
            bits[bit >>> 6] |= 1L << bit;
        }
    }

    /** Whether one of the blocks may have changed a key. */
    boolean mayHave(Hash key) {
        int bit = bitOf(key);
        return (bits[bit >>> 6] >>> bit & 1) != 0;
    }

    private int bitOf(Hash key) {
        return (int) key.word(1) & (bits.length * Long.SIZE - 1);
    }
}
