package org.tallystick.internal.execution;

import org.tallystick.model.Hash;

/**
 * A subtree with keys; one without is null. Immutable, but for what a bucket keeps in memory. Its hash is kept in words, as
 * an object beside each of a million nodes would take as much memory again.
 */
abstract sealed class TrieNode {
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private TrieNode(Hash hash) {
        this.first = hash.word(0);
        this.second = hash.word(1);
        this.third = hash.word(2);
        this.fourth = hash.word(3);
    }

    Hash hash() {
        return Hash.ofWords(first, second, third, fourth);
    }

    static Hash hashOf(TrieNode node) {
        return node == null ? Hash.ZERO : node.hash();
    }

    /** A subtree that is split at the next bit. */
    static final class Branch extends TrieNode {
        final TrieNode zeros;
        final TrieNode ones;

        Branch(TrieNode zeros, TrieNode ones, Hash hash) {
            super(hash);
            this.zeros = zeros;
            this.ones = ones;
        }
    }

    /**
     * A subtree of so few keys that its inside is not kept, but made again from the entries when it is needed. The
     * entries of a stored bucket may be dropped at any time, and then are in the store.
     */
    static final class Bucket extends TrieNode {
        final short count;

        /** See {@link Entries}; null while they are only in the store. */
        volatile byte[] entries;

        /** Where {@link BucketCache} has it, or -1; guarded by the cache. */
        int slot = -1;

        Bucket(int count, Hash hash, byte[] entries) {
            super(hash);
            this.count = (short) count;
            this.entries = entries;
        }
    }
}
