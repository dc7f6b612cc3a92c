package org.tallystick.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** Hashes leaves and nodes with one digest and one buffer. For one thread. */
final class MerkleHasher {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest = Sha256.digest();

    // The prefix of a node and its two children; the first 32 bytes after the prefix also take results.
    private final byte[] node = new byte[1 + 2 * Hash.SIZE];

    MerkleHasher() {
        node[0] = NODE;
    }

    Hash leaf(Bytes data) {
        digest.update(LEAF);
        data.updateDigest(digest);
        finish(node, 1);
        return Hash.of(node, 1);
    }

    Hash leaf(Bytes bytes, MerkleTree.Range leaf) {
        digest.update(LEAF);
        bytes.updateDigest(digest, leaf.from(), leaf.length());
        finish(node, 1);
        return Hash.of(node, 1);
    }

    Hash node(Hash left, Hash right) {
        left.copyTo(node, 1);
        right.copyTo(node, 1 + Hash.SIZE);
        digest.update(node, 0, node.length);
        finish(node, 1);
        return Hash.of(node, 1);
    }

    /** Writes the hash of a leaf into a row of hashes. */
    void leaf(Bytes data, byte[] row, int index) {
        digest.update(LEAF);
        data.updateDigest(digest);
        finish(row, index * Hash.SIZE);
    }

    /** Reduces a row of leaf hashes, in place, to the root of its tree. */
    Hash reduce(byte[] row, int leaves) {
        // Pairing neighbours level by level, an odd last one moving up as it is, gives the tree that RFC 6962 defines
        // by splitting at the largest power of two: both join complete subtrees from the left.
        for (int count = leaves; count > 1; count = (count + 1) >>> 1) {
            int pairs = count >>> 1;
            for (int i = 0; i < pairs; i++) {
                System.arraycopy(row, 2 * i * Hash.SIZE, node, 1, 2 * Hash.SIZE);
                digest.update(node, 0, node.length);
                finish(row, i * Hash.SIZE);
            }
            if ((count & 1) == 1) {
                System.arraycopy(row, (count - 1) * Hash.SIZE, row, pairs * Hash.SIZE, Hash.SIZE);
            }
        }
        return Hash.of(row, 0);
    }

    private void finish(byte[] target, int offset) {
        try {
            digest.digest(target, offset, Hash.SIZE);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 gives 32 bytes, for which there is room", e);
        }
    }
}
