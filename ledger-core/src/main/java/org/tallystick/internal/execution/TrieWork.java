package org.tallystick.internal.execution;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a trie has cost since it was opened. Safe for use by several threads. */
public final class TrieWork {
    private final LongAdder hashes = new LongAdder();
    private final LongAdder bucketsRead = new LongAdder();
    private final LongAdder leavesRead = new LongAdder();
    private volatile boolean hadToRead;

    TrieWork() {}

    void add(TrieHasher hasher, int buckets, int leaves) {
        hashes.add(hasher.takeCount());
        bucketsRead.add(buckets);
        leavesRead.add(leaves);
    }

    /** Notes whether an update found something that was not in memory, as the next then probably will. */
    void hadToRead(boolean value) {
        hadToRead = value;
    }

    boolean hadToRead() {
        return hadToRead;
    }

    /** Hashes made, of 65 bytes each. */
    public long hashes() {
        return hashes.sum();
    }

    /** Buckets that were read from the store, as they were not in memory. */
    public long bucketsRead() {
        return bucketsRead.sum();
    }

    /** Rows read for them. */
    public long leavesRead() {
        return leavesRead.sum();
    }
}
