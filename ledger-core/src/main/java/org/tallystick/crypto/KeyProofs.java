package org.tallystick.crypto;

import java.util.List;
import java.util.Optional;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;

/**
 * The hashes of the state trie, and what a {@link KeyProof} proves. The specification stands in {@code ledger.md} and
 * {@code formats.md}. All methods are pure and may be called from any thread.
 */
public final class KeyProofs {
    private KeyProofs() {}

    /** The hash of a subtree with one key: SHA-256 of a zero byte, the hashed key and SHA-256 of its value. */
    public static Hash leaf(Hash key, Hash valueHash) {
        return node(0, key, valueHash);
    }

    /** The hash of a subtree with several keys: SHA-256 of a byte 1 and the hashes of its halves. */
    public static Hash branch(Hash zeros, Hash ones) {
        return node(1, zeros, ones);
    }

    private static Hash node(int prefix, Hash first, Hash second) {
        byte[] input = new byte[1 + 2 * Hash.SIZE];
        input[0] = (byte) prefix;
        first.copyTo(input, 1);
        second.copyTo(input, 1 + Hash.SIZE);
        return Sha256.hash(input);
    }

    /**
     * The state root of every state in which a key has a value, or has none, on the word of a proof. The caller
     * compares it with the root that a final header states; only if they are equal is anything proven.
     *
     * @param key the hashed key
     * @param valueHash SHA-256 of the value, or empty for none
     * @return empty when the proof is not one for this key, or not one of what is claimed
     */
    public static Optional<Hash> root(KeyProof proof, Hash key, Optional<Hash> valueHash) {
        List<Hash> siblings = proof.siblings();
        Hash hash = endHash(proof.end(), key, valueHash, siblings.size());
        if (hash == null) {
            return Optional.empty();
        }
        int depth = siblings.size();
        for (Hash sibling : siblings) {
            depth--;
            hash = key.bit(depth) == 0 ? branch(hash, sibling) : branch(sibling, hash);
        }
        return Optional.of(hash);
    }

    private static Hash endHash(KeyProof.End end, Hash key, Optional<Hash> valueHash, int depth) {
        if (end instanceof KeyProof.Found) {
            return valueHash.map(hash -> leaf(key, hash)).orElse(null);
        }
        if (valueHash.isPresent()) {
            return null;
        }
        if (end instanceof KeyProof.Other other) {
            return commonBits(key, other.key()) >= depth && !other.key().equals(key)
                    ? leaf(other.key(), other.valueHash())
                    : null;
        }
        return Hash.ZERO;
    }

    /** How many bits two hashed keys have in common from the first on. */
    private static int commonBits(Hash one, Hash other) {
        int bits = 0;
        while (bits < KeyProof.MAX_SIBLINGS && one.bit(bits) == other.bit(bits)) {
            bits++;
        }
        return bits;
    }
}
