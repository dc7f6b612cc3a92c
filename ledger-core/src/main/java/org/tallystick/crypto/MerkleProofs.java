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

    /** Tells the root of a part of a tree: what proofs are made from. */
    @FunctionalInterface
    public interface Parts {
        /**
         * The root over the leaves from {@code from} to {@code to}, exclusive. Asked only for parts that the tree itself
         * joins: {@code from} is a multiple of the part's size rounded up to a power of two.
         */
        Hash root(long from, long to);
    }

    private static Parts partsOf(List<Hash> leafHashes) {
        return (from, to) -> MerkleTree.root(leafHashes.subList((int) from, (int) to));
    }

    /**
     * The hashes that lead from the leaf at {@code index} to the root, lowest first.
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public static List<Hash> inclusion(List<Hash> leafHashes, int index) {
        return inclusion(partsOf(leafHashes), index, leafHashes.size());
    }

    /**
     * The same from the parts of a tree of {@code size} leaves.
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public static List<Hash> inclusion(Parts tree, long index, long size) {
        Objects.checkIndex(index, size);
        List<Hash> proof = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + split(to - from);
            if (index < middle) {
                proof.add(tree.root(middle, to));
                to = middle;
            } else {
                proof.add(tree.root(from, middle));
                from = middle;
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
        return consistency(partsOf(leafHashes), oldSize, leafHashes.size());
    }

    /**
     * The same from the parts of a tree of {@code size} leaves.
     *
     * @throws IllegalArgumentException when {@code oldSize} is not from 1 to {@code size}
     */
    public static List<Hash> consistency(Parts tree, long oldSize, long size) {
        if (oldSize < 1 || oldSize > size) {
            throw new IllegalArgumentException("the older tree has from 1 to " + size + " leaves, not " + oldSize);
        }
        List<Hash> proof = new ArrayList<>();
        long from = 0;
        long to = size;
        boolean oldRootKnown = true;
        while (oldSize < to) {
            long middle = from + split(to - from);
            if (oldSize <= middle) {
                proof.add(tree.root(middle, to));
                to = middle;
            } else {
                proof.add(tree.root(from, middle));
                from = middle;
                oldRootKnown = false;
            }
        }
        if (!oldRootKnown) {
            proof.add(tree.root(from, to));
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
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
