package org.tallystick.crypto;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * The Merkle tree of RFC 6962, section 2.1: SHA-256, a leaf hashed after a byte 0 and a node after a byte 1, so that
 * neither can pass for the other. The root commits to the order of the leaves; it commits to their number only together
 * with the size, which is why every proof states both.
 *
 * <p>All methods are pure and may be called from any thread. At most {@link #MAX_LEAVES} leaves.
 */
public final class MerkleTree {
    /** The most leaves of a tree that is built at once; their hashes fill 1 GiB. */
    public static final int MAX_LEAVES = 1 << 25;

    /** The root of a tree without leaves: the hash of no bytes. */
    public static final Hash EMPTY_ROOT = Sha256.hash(Bytes.EMPTY);

    private MerkleTree() {}

    /** The hash of a leaf. */
    public static Hash leafHash(Bytes leaf) {
        return new MerkleHasher().leaf(leaf);
    }

    /** The hash of a node above two others. */
    public static Hash nodeHash(Hash left, Hash right) {
        return new MerkleHasher().node(left, right);
    }

    /**
     * The root over the hashes of the leaves.
     *
     * @throws IllegalArgumentException when there are too many
     */
    public static Hash root(List<Hash> leafHashes) {
        int count = checkCount(leafHashes.size());
        if (count == 0) {
            return EMPTY_ROOT;
        }
        byte[] row = new byte[count * Hash.SIZE];
        int offset = 0;
        for (Hash hash : leafHashes) {
            hash.copyTo(row, offset);
            offset += Hash.SIZE;
        }
        return new MerkleHasher().reduce(row, count);
    }

    /**
     * The root over the leaves themselves; {@link #root} of the {@link #leafHash} of each, but faster.
     *
     * @throws IllegalArgumentException when there are too many
     */
    public static Hash rootOfLeaves(List<Bytes> leaves) {
        int count = checkCount(leaves.size());
        if (count == 0) {
            return EMPTY_ROOT;
        }
        byte[] row = new byte[count * Hash.SIZE];
        MerkleHasher hasher = new MerkleHasher();
        int index = 0;
        for (Bytes leaf : leaves) {
            hasher.leaf(leaf, row, index++);
        }
        return hasher.reduce(row, count);
    }

    /** Where a leaf is in a string of bytes. */
    public record Range(int from, int length) {}

    /**
     * The hashes of leaves that stand in one string of bytes, without copying them.
     *
     * @throws IndexOutOfBoundsException when one is not within the bytes
     */
    public static List<Hash> leafHashes(Bytes bytes, List<Range> leaves) {
        MerkleHasher hasher = new MerkleHasher();
        List<Hash> hashes = new ArrayList<>(leaves.size());
        for (Range leaf : leaves) {
            hashes.add(hasher.leaf(bytes, leaf));
        }
        return hashes;
    }

    private static int checkCount(int count) {
        if (count > MAX_LEAVES) {
            throw new IllegalArgumentException(
                    "a tree built at once has at most " + MAX_LEAVES + " leaves, not " + count);
        }
        return count;
    }
}
