package org.tallystick.internal.execution;

import java.security.DigestException;
import java.security.MessageDigest;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Hash;

/** Hashes subtrees of the state trie with one digest and one buffer. For one thread. */
final class TrieHasher {
    private static final int LEAF = 0;
    private static final int BRANCH = 1;

    private final MessageDigest digest = Sha256.digest();
    private final byte[] input = new byte[1 + Entries.SIZE];
    private final byte[] output = new byte[Hash.SIZE];
    private long hashes;

    Hash branch(Hash zeros, Hash ones) {
        zeros.copyTo(input, 1);
        ones.copyTo(input, 1 + Hash.SIZE);
        return finish(BRANCH);
    }

    /** The hash of a subtree of at least one entry, all of which share the bits above a depth. */
    Hash subtree(byte[] entries, int from, int to, int depth) {
        if (to - from == 1) {
            System.arraycopy(entries, from * Entries.SIZE, input, 1, Entries.SIZE);
            return finish(LEAF);
        }
        int split = Entries.split(entries, from, to, depth);
        Hash zeros = split == from ? Hash.ZERO : subtree(entries, from, split, depth + 1);
        Hash ones = split == to ? Hash.ZERO : subtree(entries, split, to, depth + 1);
        return branch(zeros, ones);
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
