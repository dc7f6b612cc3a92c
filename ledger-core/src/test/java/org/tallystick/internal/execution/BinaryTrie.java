package org.tallystick.internal.execution;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * The model that {@link BucketTrie} is compared with: a binary Merkle trie held in memory, shared between versions. A subtree of one key is that key's leaf, so the tree
 * over n random keys is about log₂ n deep; a subtree of none has the hash of 32 zero bytes. Leaf: SHA-256(0x00 ‖ key ‖
 * value hash); branch: SHA-256(0x01 ‖ left ‖ right). The leaf holds the whole key, so a path that ends in another key's
 * leaf, or in an empty subtree, proves that a key has no value. The root depends on the content alone, not on the order
 * of the changes.
 */
public final class BinaryTrie implements StateTree {
    /** The tree of no keys. */
    public static final BinaryTrie EMPTY = new BinaryTrie(null);

    private sealed interface Node {
        Hash hash();
    }

    private record Leaf(Hash key, Hash valueHash, Hash hash) implements Node {}

    private record Branch(Node left, Node right, Hash hash) implements Node {}

    private final Node top;

    private BinaryTrie(Node top) {
        this.top = top;
    }

    @Override
    public Hash root() {
        return hashOf(top);
    }

    @Override
    public boolean lacks(Hash key) {
        return !(prove(key, null).end() instanceof KeyProof.Found);
    }

    @Override
    public BinaryTrie with(List<Change> changes) {
        for (int i = 1; i < changes.size(); i++) {
            if (changes.get(i - 1).key().compareTo(changes.get(i).key()) >= 0) {
                throw new IllegalArgumentException("changes must ascend");
            }
        }
        return changes.isEmpty() ? this : new BinaryTrie(new Update(changes).apply(top, 0, 0, changes.size()));
    }

    @Override
    public Stored store(StateTree stored, WriteBatch batch) {
        throw new UnsupportedOperationException("a model for tests");
    }

    @Override
    public Optional<TrieOutline> outline(TriePlace place, int levels) {
        Node node = top;
        for (int depth = 0; depth < place.depth() && node != null; depth++) {
            node = node instanceof Branch branch
                    ? (place.prefix().bit(depth) == 0 ? branch.left() : branch.right())
                    : null;
        }
        return node instanceof Branch ? Optional.of(outline(node, levels)) : Optional.empty();
    }

    private static TrieOutline outline(Node node, int levels) {
        return levels > 0 && node instanceof Branch branch
                ? new TrieOutline.Fork(outline(branch.left(), levels - 1), outline(branch.right(), levels - 1))
                : new TrieOutline.End(hashOf(node));
    }

    @Override
    public KeyProof prove(Hash key, StoreReader reader) {
        List<Hash> siblings = new ArrayList<>();
        Node node = top;
        for (int depth = 0; node instanceof Branch branch; depth++) {
            boolean zero = key.bit(depth) == 0;
            siblings.add(hashOf(zero ? branch.right() : branch.left()));
            node = zero ? branch.left() : branch.right();
        }
        Collections.reverse(siblings);
        return new KeyProof(end(node, key), siblings);
    }

    private static KeyProof.End end(Node node, Hash key) {
        if (node instanceof Leaf leaf) {
            return leaf.key().equals(key) ? new KeyProof.Found() : new KeyProof.Other(leaf.key(), leaf.valueHash());
        }
        return new KeyProof.Nothing();
    }

    private static Hash hashOf(Node node) {
        return node == null ? Hash.ZERO : node.hash();
    }

    /** One batch of changes being applied; holds the digest so that hashing allocates little. */
    private static final class Update {
        private final List<Change> changes;
        private final MessageDigest digest = Sha256.digest();
        private final byte[] input = new byte[1 + 2 * Hash.SIZE];
        private final byte[] output = new byte[Hash.SIZE];

        Update(List<Change> changes) {
            this.changes = changes;
        }

        /** The subtree at a depth after the changes from {@code from} to {@code to}, all of which lead into it. */
        Node apply(Node node, int depth, int from, int to) {
            if (from == to) {
                return node;
            }
            if (to - from == 1
                    && (node == null || sameKey(node, changes.get(from).key()))) {
                return leaf(changes.get(from));
            }
            int split = split(depth, from, to);
            Node left = apply(child(node, depth, 0), depth + 1, from, split);
            Node right = apply(child(node, depth, 1), depth + 1, split, to);
            return join(left, right);
        }

        private static boolean sameKey(Node node, Hash key) {
            return node instanceof Leaf leaf && leaf.key().equals(key);
        }

        /** A leaf stands for its whole subtree, so one level further down it is the child on its key's side. */
        private static Node child(Node node, int depth, int side) {
            if (node instanceof Branch branch) {
                return side == 0 ? branch.left() : branch.right();
            }
            return node instanceof Leaf leaf && leaf.key().bit(depth) == side ? leaf : null;
        }

        private int split(int depth, int from, int to) {
            int low = from;
            int high = to;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (changes.get(middle).key().bit(depth) == 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private Node join(Node left, Node right) {
            if (left == null && !(right instanceof Branch)) {
                return right;
            }
            if (right == null && !(left instanceof Branch)) {
                return left;
            }
            return new Branch(left, right, hash(1, hashOf(left), hashOf(right)));
        }

        private Node leaf(Change change) {
            return change.valueHash() == null
                    ? null
                    : new Leaf(change.key(), change.valueHash(), hash(0, change.key(), change.valueHash()));
        }

        private Hash hash(int prefix, Hash first, Hash second) {
            input[0] = (byte) prefix;
            first.copyTo(input, 1);
            second.copyTo(input, 1 + Hash.SIZE);
            digest.update(input);
            try {
                digest.digest(output, 0, Hash.SIZE);
            } catch (DigestException e) {
                throw new IllegalStateException("SHA-256 has 32 bytes", e);
            }
            return Hash.of(output, 0);
        }
    }
}
