package org.tallystick.internal.mempool;

import java.util.TreeMap;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.model.AccountId;

/** The transactions held of one lane of an account, by sequence number. Guarded by the mempool. */
final class Lane {
    /** Which lane of which account. */
    record Key(AccountId account, int lane) {
        static Key of(EncodedTransaction transaction) {
            return new Key(
                    transaction.transaction().body().sender(),
                    transaction.transaction().body().lane());
        }
    }

    final TreeMap<Long, EncodedTransaction> held = new TreeMap<>();
    private long expected;
    private long readyEnd;

    Lane(long expected) {
        this.expected = expected;
        this.readyEnd = expected;
    }

    /** The sequence number that the final state expects. */
    long expected() {
        return expected;
    }

    /** How many could be ordered now, one after another. */
    int ready() {
        return (int) (readyEnd - expected);
    }

    void put(long sequence, EncodedTransaction transaction) {
        held.put(sequence, transaction);
        extend();
    }

    void remove(long sequence) {
        held.remove(sequence);
        if (sequence < readyEnd) {
            readyEnd = Math.max(expected, sequence);
        }
    }

    /** The final state has moved on; what is below must have been removed. */
    void moveTo(long next) {
        expected = Math.max(expected, next);
        readyEnd = Math.max(readyEnd, expected);
        extend();
    }

    private void extend() {
        while (held.containsKey(readyEnd)) {
            readyEnd++;
        }
    }
}
