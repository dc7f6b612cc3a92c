package org.tallystick.internal.execution;

import org.tallystick.model.Hash;

/**
 * A subtree with keys; one without is null. Immutable, but for what a bucket keeps in memory. Its hash is kept by the branch
 * above it, so that a branch can be hashed anew when one half has changed without looking at the other, which is mostly in
 * no cache of the processor.
 */
abstract sealed class TrieNode {

    /**
     * A subtree that is split at the next bit. The hashes of its halves are kept in words, as an object beside each of a
     * million nodes would take as much memory again.
     */
    static final class Branch extends TrieNode {
        final TrieNode zeros;
        final TrieNode ones;
        private final long zeros0;
        private final long zeros1;
        private final long zeros2;
        private final long zeros3;
        private final long ones0;
        private final long ones1;
        private final long ones2;
        private final long ones3;

        Branch(Subtree zeros, Subtree ones) {
            this.zeros = zeros.node();
            this.ones = ones.node();
            this.zeros0 = zeros.hash().word(0);
            this.zeros1 = zeros.hash().word(1);
            this.zeros2 = zeros.hash().word(2);
            this.zeros3 = zeros.hash().word(3);
            this.ones0 = ones.hash().word(0);
            this.ones1 = ones.hash().word(1);
            this.ones2 = ones.hash().word(2);
            this.ones3 = ones.hash().word(3);
        }

        TrieNode child(int bit) {
            return bit == 0 ? zeros : ones;
        }

        /** The hash of a half. */
        Hash hash(int bit) {
            return bit == 0 ? Hash.ofWords(zeros0, zeros1, zeros2, zeros3) : Hash.ofWords(ones0, ones1, ones2, ones3);
        }

        /** A half. */
        Subtree half(int bit) {
            return new Subtree(child(bit), hash(bit));
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

        Bucket(int count, byte[] entries) {
            this.count = (short) count;
            this.entries = entries;
        }
    }
}
