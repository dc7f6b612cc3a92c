package org.tallystick.internal.execution;

import java.security.DigestException;
import java.security.MessageDigest;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Hash;

/**
 * Hashes subtrees of the state trie with one digest and one buffer, and notes beside the entries what may be of use again.
 * For one thread.
 */
final class TrieHasher {
    private static final int LEAF = 0;
    private static final int BRANCH = 1;

    private final MessageDigest digest = Sha256.digest();
    private final byte[] input = new byte[1 + Entries.BARE];
    private final byte[] output = new byte[Hash.SIZE];
    private long hashes;

    Hash branch(Hash zeros, Hash ones) {
        zeros.copyTo(input, 1);
        ones.copyTo(input, 1 + Hash.SIZE);
        return finish(BRANCH);
    }

    /**
     * The hash of a subtree of at least one entry, all of which share the bits above a depth. Makes all hashes inside it
     * anew and notes them.
     */
    Hash subtree(byte[] entries, int from, int to, int depth) {
        if (to - from == 1) {
            return leaf(entries, from);
        }
        int split = Entries.split(entries, from, to, depth);
        Hash zeros = split == from ? Hash.ZERO : subtree(entries, from, split, depth + 1);
        Hash ones = split == to ? Hash.ZERO : subtree(entries, split, to, depth + 1);
        return fork(entries, from, split, to, branch(zeros, ones));
    }

    /**
     * {@link #subtree} of entries that were noted before some changes were applied to them: makes only those hashes anew
     * that a change leads to.
     *
     * @param first the first of the changes that lead here, {@code last} the first that does not any more
     */
    Hash changed(byte[] entries, int from, int to, int depth, TrieChanges changes, int first, int last) {
        if (first == last) {
            return noted(entries, from, to, depth);
        }
        if (to - from <= 1) {
            return from == to ? Hash.ZERO : leaf(entries, from);
        }
        int split = Entries.split(entries, from, to, depth);
        int middle = changes.split(depth, first, last);
        Hash zeros = changed(entries, from, split, depth + 1, changes, first, middle);
        Hash ones = changed(entries, split, to, depth + 1, changes, middle, last);
        return fork(entries, from, split, to, branch(zeros, ones));
    }

    /** {@link #subtree} of entries of which all is noted; there may be none. */
    Hash noted(byte[] entries, int from, int to, int depth) {
        if (to - from <= 1) {
            return from == to ? Hash.ZERO : Entries.leaf(entries, from);
        }
        int at = Entries.commonBits(entries, from, to - 1);
        Hash hash = Entries.fork(entries, Entries.split(entries, from, to, at));
        while (at > depth) { // up through branches that have one side only
            at--;
            hash = Entries.bit(entries, from, at) == 0 ? branch(hash, Hash.ZERO) : branch(Hash.ZERO, hash);
        }
        return hash;
    }

    private Hash leaf(byte[] entries, int index) {
        System.arraycopy(entries, index * Entries.SIZE, input, 1, Entries.BARE);
        Hash hash = finish(LEAF);
        Entries.noteLeaf(entries, index, hash);
        return hash;
    }

    /** Notes the hash of a branch, if it is one where entries part. */
    private static Hash fork(byte[] entries, int from, int split, int to, Hash hash) {
        if (split > from && split < to) {
            Entries.noteFork(entries, split, hash);
        }
        return hash;
    }

    /** How many hashes were made since this was last asked. */
    long takeCount() {
        long count = hashes;
        hashes = 0;
        return count;
    }

    private Hash finish(int prefix) {
        input[0] = (byte) prefix;
        hashes++;
        try {
            digest.update(input);
            digest.digest(output, 0, Hash.SIZE);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
        return Hash.of(output, 0);
    }
}
