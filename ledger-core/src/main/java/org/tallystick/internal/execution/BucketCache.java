package org.tallystick.internal.execution;

import java.util.Arrays;

/**
 * Keeps the entries of stored buckets in memory up to a bound, beyond which one at random is dropped: the keys of a
 * trie are hashes, so which bucket is needed next is as good as random too. Safe for use by several threads.
 */
final class BucketCache {
    /** What a bucket costs besides its entries: the array's header and its place here. */
    private static final int OVERHEAD = 24;

    private final long bound;
    private TrieNode.Bucket[] buckets = new TrieNode.Bucket[16];
    private int size;
    private long bytes;
    private long chance = 0x9E3779B97F4A7C15L;

    /** Keeps at most so many bytes. */
    BucketCache(long bound) {
        this.bound = bound;
    }

    /** A bucket's entries are in the store from now on, so they may be dropped. */
    synchronized void admit(TrieNode.Bucket bucket) {
        byte[] entries = bucket.entries;
        if (bucket.slot >= 0 || entries == null) {
            return;
        }
        if (size == buckets.length) {
            buckets = Arrays.copyOf(buckets, size + (size >> 1));
        }
        bucket.slot = size;
        buckets[size++] = bucket;
        bytes += entries.length + OVERHEAD;
        while (bytes > bound && size > 0) {
            drop(buckets[(int) Long.remainderUnsigned(random(), size)]);
        }
    }

    /** Keeps the entries of a stored bucket that were read. */
    synchronized void adopt(TrieNode.Bucket bucket, byte[] read) {
        if (bucket.entries == null) {
            bucket.entries = read;
            admit(bucket);
        }
    }

    /** Nobody is likely to need a bucket any more. */
    synchronized void drop(TrieNode.Bucket bucket) {
        if (bucket.slot < 0) {
            return;
        }
        bytes -= bucket.entries.length + OVERHEAD;
        bucket.entries = null;
        TrieNode.Bucket last = buckets[--size];
        buckets[size] = null;
        if (last != bucket) {
            buckets[bucket.slot] = last;
            last.slot = bucket.slot;
        }
        bucket.slot = -1;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Marsaglia's xorshift; only which memory is given back depends on it. */
    private long random() {
        chance ^= chance << 13;
        chance ^= chance >>> 7;
        chance ^= chance << 17;
        return chance;
    }
}
