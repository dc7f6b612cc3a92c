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
    private long readyBytes;

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

    /** The encoded bytes of those. */
    long readyBytes() {
        return readyBytes;
    }

    void put(long sequence, EncodedTransaction transaction) {
        held.put(sequence, transaction);
        extend();
    }

    void remove(long sequence) {
        if (sequence >= expected && sequence < readyEnd) {
            for (EncodedTransaction late : held.subMap(sequence, readyEnd).values()) {
                readyBytes -= late.size();
            }
            readyEnd = sequence;
        }
        held.remove(sequence);
    }

    /** A sequence number has been used in the final state, by the one held or by another. */
    void passed(long sequence) {
        EncodedTransaction gone = held.remove(sequence);
        if (gone != null && sequence == expected && sequence < readyEnd) {
            readyBytes -= gone.size();
            expected++;
        } else {
            expected = Math.max(expected, sequence + 1);
            readyEnd = expected;
            readyBytes = 0;
            extend();
        }
    }

    private void extend() {
        for (EncodedTransaction next = held.get(readyEnd); next != null; next = held.get(readyEnd)) {
            readyBytes += next.size();
            readyEnd++;
        }
    }
}
