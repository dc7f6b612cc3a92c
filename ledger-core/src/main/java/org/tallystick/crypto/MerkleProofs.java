package org.tallystick.crypto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.tallystick.model.Hash;

/**
 * Proofs about {@link MerkleTree}s: that a leaf stands at an index (RFC 6962, section 2.1.1), and that a tree is the
 * beginning of a larger one (section 2.1.2). Verification follows RFC 9162, sections 2.1.3.2 and 2.1.4.2. All methods
 * are pure and may be called from any thread.
 */
public final class MerkleProofs {
    private MerkleProofs() {}

    /**
     * The hashes that lead from the leaf at {@code index} to the root, lowest first.
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public static List<Hash> inclusion(List<Hash> leafHashes, int index) {
        Objects.checkIndex(index, leafHashes.size());
        List<Hash> proof = new ArrayList<>();
        List<Hash> rest = leafHashes;
        int at = index;
        while (rest.size() > 1) {
            int split = split(rest.size());
            if (at < split) {
                proof.add(MerkleTree.root(rest.subList(split, rest.size())));
                rest = rest.subList(0, split);
            } else {
                proof.add(MerkleTree.root(rest.subList(0, split)));
                rest = rest.subList(split, rest.size());
                at -= split;
            }
        }
        Collections.reverse(proof);
        return List.copyOf(proof);
    }

    /**
     * Whether {@code proof} shows that the tree of {@code size} leaves with this root has this leaf at {@code index}.
     * Bad input of any kind is a false proof.
     *
     * @param size from a source that vouches for the root too, such as a block's header
     */
    public static boolean verifyInclusion(Hash leafHash, long index, long size, List<Hash> proof, Hash root) {
        if (index < 0 || index >= size || proof.size() > Long.SIZE) {
            return false;
        }
        MerkleHasher hasher = new MerkleHasher();
        long node = index;
        long last = size - 1;
        Hash hash = leafHash;
        for (Hash sibling : proof) {
            if (last == 0) {
                return false;
            }
            int levels = 1;
            if ((node & 1) == 1 || node == last) {
                hash = hasher.node(sibling, hash);
                levels = levelsUp(node);
            } else {
                hash = hasher.node(hash, sibling);
            }
            node >>>= levels;
            last >>>= levels;
        }
        return last == 0 && hash.equals(root);
    }

    /**
     * The hashes that show that the tree over the first {@code oldSize} leaves is the beginning of the tree over all.
     * Empty when the sizes are equal.
     *
     * @throws IllegalArgumentException when {@code oldSize} is not from 1 to the number of leaves; that the empty tree
     *     is a beginning needs no proof
     */
    public static List<Hash> consistency(List<Hash> leafHashes, int oldSize) {
        if (oldSize < 1 || oldSize > leafHashes.size()) {
            throw new IllegalArgumentException(
                    "the older tree has from 1 to " + leafHashes.size() + " leaves, not " + oldSize);
        }
        List<Hash> proof = new ArrayList<>();
        List<Hash> rest = leafHashes;
        int old = oldSize;
        boolean oldRootKnown = true;
        while (old < rest.size()) {
            int split = split(rest.size());
            if (old <= split) {
                proof.add(MerkleTree.root(rest.subList(split, rest.size())));
                rest = rest.subList(0, split);
            } else {
                proof.add(MerkleTree.root(rest.subList(0, split)));
                rest = rest.subList(split, rest.size());
                old -= split;
                oldRootKnown = false;
            }
        }
        if (!oldRootKnown) {
            proof.add(MerkleTree.root(rest));
        }
        Collections.reverse(proof);
        return List.copyOf(proof);
    }

    /**
     * Whether {@code proof} shows that the tree of {@code oldSize} leaves with {@code oldRoot} is the beginning of the
     * tree of {@code newSize} leaves with {@code newRoot}. Bad input of any kind is a false proof; so is an empty older
     * tree, of which nothing can be proven.
     */
    public static boolean verifyConsistency(long oldSize, Hash oldRoot, long newSize, Hash newRoot, List<Hash> proof) {
        if (oldSize < 1 || oldSize > newSize || proof.size() > Long.SIZE + 1) {
            return false;
        }
        if (oldSize == newSize) {
            return proof.isEmpty() && oldRoot.equals(newRoot);
        }
        // Climb from the last leaf of the older tree to the largest complete subtree that ends with it. When that is
        // the whole older tree, its root begins the proof without being written in it.
        int complete = Long.numberOfTrailingZeros(oldSize);
        long node = (oldSize - 1) >>> complete;
        long last = (newSize - 1) >>> complete;
        boolean rootIsImplied = node == 0;
        if (!rootIsImplied && proof.isEmpty()) {
            return false;
        }
        MerkleHasher hasher = new MerkleHasher();
        Hash older = rootIsImplied ? oldRoot : proof.get(0);
        Hash newer = older;
        for (Hash sibling : rootIsImplied ? proof : proof.subList(1, proof.size())) {
            if (last == 0) {
                return false;
            }
            int levels = 1;
            if ((node & 1) == 1 || node == last) {
                older = hasher.node(sibling, older);
                newer = hasher.node(sibling, newer);
                levels = levelsUp(node);
            } else {
                newer = hasher.node(newer, sibling);
            }
            node >>>= levels;
            last >>>= levels;
        }
        return last == 0 && older.equals(oldRoot) && newer.equals(newRoot);
    }

    /**
     * How far up a node goes that has just been joined with its left neighbour: a right child one level; a last node,
     * which had no neighbour for some levels and moved up through them unchanged, those levels as well.
     *
     * @param node not 0, which has nothing on its left
     */
    private static int levelsUp(long node) {
        return Long.numberOfTrailingZeros(node) + 1;
    }

    /** The largest power of two below {@code size}, which is at least 2. */
    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }
}
