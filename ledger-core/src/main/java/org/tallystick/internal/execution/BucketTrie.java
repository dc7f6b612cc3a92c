package org.tallystick.internal.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * A binary Merkle trie of which the upper part is in memory, shared between versions, and the lower part, subtrees of up
 * to {@value #BUCKET} keys, is in the store, as rows of keys and value hashes from which the hashes inside are made
 * again. So an update reads one bucket, and writes one small row for the key and one for its bucket.
 *
 * <p>A subtree of one key is that key's leaf, so the tree over n random keys is about log₂ n deep; a subtree of none has
 * the hash of 32 zero bytes. Leaf: SHA-256(0x00 ‖ key ‖ value hash); branch: SHA-256(0x01 ‖ left ‖ right). The leaf
 * holds the whole key, so a path that ends in another key's leaf, or in an empty subtree, proves that a key has no
 * value. The root depends on the content alone, not on the order of the changes nor on where the buckets are.
 *
 * <p>What a version that is not stored yet has changed is in memory, and goes with it when it is given up.
 */
public final class BucketTrie implements StateTree {
    /** The most keys in a bucket. */
    static final int BUCKET = 16;

    /** How many bytes of entries are kept in memory by default, to spare reading them. */
    public static final long DEFAULT_CACHE_BYTES = 64L << 20;

    /** Nobody helps. */
    private static final Executor ALONE = task -> {};

    /** The store has nothing that is asked for: everything is in memory. */
    private static final StoreReader NO_STORE = new StoreReader() {
        @Override
        public byte[] get(Column column, byte[] key) {
            return null;
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            // nothing to visit
        }
    };

    private static final Comparator<Change> BY_KEY = (one, other) -> one.key().compareTo(other.key());

    /** With so many changes the two halves of the trie are changed side by side. */
    private static final int WORTH_HALVING = 256;

    private final StoreReader store;
    private final BucketCache cache;
    private final TrieWork work;
    private final Executor helper;
    private final Subtree top;

    /** What this was made from and how, until it is stored. */
    private BucketTrie parent;

    private List<Change> changes;

    private BucketTrie(
            StoreReader store,
            BucketCache cache,
            TrieWork work,
            Executor helper,
            Subtree top,
            BucketTrie parent,
            List<Change> changes) {
        this.store = store;
        this.cache = cache;
        this.work = work;
        this.helper = helper;
        this.top = top;
        this.parent = parent;
        this.changes = changes;
    }

    /** A tree of no keys that is never stored. */
    public static BucketTrie inMemory() {
        return new BucketTrie(NO_STORE, new BucketCache(0), new TrieWork(), ALONE, Subtree.NONE, null, List.of());
    }

    /**
     * The tree that is stored. Reads one row for about eleven keys.
     *
     * @param store stays in use
     * @param cacheBytes how many bytes of entries to keep in memory at most
     * @throws StorageException of kind CORRUPT when what is stored does not fit together, or of another kind when the
     *     store fails
     */
    public static BucketTrie open(StoreReader store, long cacheBytes) {
        return open(store, cacheBytes, ALONE);
    }

    /**
     * {@link #open(StoreReader, long)}, with somebody who may change one half of the trie while the caller changes the
     * other; what the helper has not begun by then the caller does, so it may be late or drop it.
     */
    public static BucketTrie open(StoreReader store, long cacheBytes, Executor helper) {
        Subtree top = TrieStore.load(store, new TrieHasher());
        return new BucketTrie(store, new BucketCache(cacheBytes), new TrieWork(), helper, top, null, List.of());
    }

    /** What this tree and all others made from the same one have cost. */
    public TrieWork work() {
        return work;
    }

    /** Bytes of entries that are kept in memory to spare reading them. */
    public long cachedBytes() {
        return cache.bytes();
    }

    @Override
    public Hash root() {
        return top.hash();
    }

    @Override
    public boolean lacks(Hash key) {
        TrieNode node = top.node();
        for (int depth = 0; node instanceof TrieNode.Branch branch; depth++) {
            node = branch.child(key.bit(depth));
        }
        byte[] entries = node instanceof TrieNode.Bucket bucket ? bucket.entries : Entries.NONE;
        return entries != null && Entries.find(entries, key) < 0;
    }

    @Override
    public BucketTrie with(List<Change> next) {
        TrieChanges ascending = new TrieChanges(next);
        Subtree changed =
                next.size() >= WORTH_HALVING && helper != ALONE && top.node() instanceof TrieNode.Branch branch
                        ? inHalves(branch, ascending)
                        : whole(ascending);
        return new BucketTrie(store, cache, work, helper, changed, this, next);
    }

    private Subtree whole(TrieChanges next) {
        TrieUpdate update = new TrieUpdate(store, next, new TriePath(), work);
        Subtree changed = update.run(top, 0, next.size());
        update.touched().forEach(this::keep);
        return changed;
    }

    private Subtree inHalves(TrieNode.Branch branch, TrieChanges next) {
        int split = next.split(0, 0, next.size());
        TrieUpdate left = half(next, 0);
        TrieUpdate right = half(next, 1);
        FutureTask<Subtree> other = new FutureTask<>(() -> left.run(branch.half(0), 0, split));
        helper.execute(other);
        Subtree ones = right.run(branch.half(1), split, next.size());
        other.run(); // unless it has been begun
        Subtree zeros = outcome(other);
        if (!(zeros.node() instanceof TrieNode.Branch) || !(ones.node() instanceof TrieNode.Branch)) {
            return whole(next); // the halves may have to be joined
        }
        left.touched().forEach(this::keep);
        right.touched().forEach(this::keep);
        return new Subtree(new TrieNode.Branch(zeros, ones), new TrieHasher().branch(zeros.hash(), ones.hash()));
    }

    private TrieUpdate half(TrieChanges next, int bit) {
        TriePath path = new TriePath();
        path.down(bit);
        return new TrieUpdate(store, next, path, work);
    }

    private static Subtree outcome(FutureTask<Subtree> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // it ends soon; who interrupts finds the flag set
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException("a half of the state could not be changed", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Keeps what was read: the next block may have it changed again, or this one may be executed again. */
    private void keep(TrieStore.Wanted touched) {
        cache.adopt(touched.bucket, touched.entries);
    }

    @Override
    public Stored store(StateTree stored, WriteBatch batch) {
        Deque<BucketTrie> path = since(tree -> tree == stored);
        if (path == null) { // a block that was executed twice has two trees that are alike, and its child was made from
            // one
            path = since(tree -> tree.root().equals(stored.root()));
        }
        if (path == null || !(stored instanceof BucketTrie base)) {
            throw new IllegalArgumentException("this tree was not made from the one that is stored");
        }
        Deque<BucketTrie> steps = path;
        if (steps.size() == 1) {
            changes.forEach(change -> TrieStore.putLeaf(batch, change));
        } else {
            List<Change> all = new ArrayList<>();
            steps.forEach(step -> all.addAll(step.changes));
            all.sort(BY_KEY); // leaves those of a key in the order of their steps
            for (int i = 0; i < all.size(); i++) {
                if (i + 1 == all.size()
                        || !all.get(i).key().equals(all.get(i + 1).key())) {
                    TrieStore.putLeaf(batch, all.get(i));
                }
            }
        }
        TrieDiff diff = new TrieDiff(base.top, top, batch);
        return () -> {
            steps.forEach(BucketTrie::settle);
            diff.gone().forEach(cache::drop);
            diff.made().forEach(cache::admit);
        };
    }

    /** The trees from after a certain one up to this, oldest first; null when that one is not among the ancestors. */
    private Deque<BucketTrie> since(Predicate<BucketTrie> base) {
        Deque<BucketTrie> path = new ArrayDeque<>();
        BucketTrie tree = this;
        while (tree != null && !base.test(tree)) {
            path.addFirst(tree);
            tree = tree.parent;
        }
        return tree == null ? null : path;
    }

    private void settle() {
        parent = null;
        changes = List.of();
    }

    /**
     * Reads every bucket that is stored and checks it.
     *
     * @param reader the store as it was when this tree was the stored one
     * @param bad is told the first hashed key of each part that is wrong, and what is wrong
     * @return how many keys the buckets have together
     */
    public long check(StoreReader reader, BiConsumer<Hash, String> bad) {
        return new TrieCheck(reader, work, bad).run(top);
    }

    @Override
    public Optional<TrieOutline> outline(TriePlace place, int levels) {
        Subtree subtree = top;
        for (int depth = 0; depth < place.depth(); depth++) {
            if (!(subtree.node() instanceof TrieNode.Branch branch)) {
                return Optional.empty();
            }
            subtree = branch.half(place.prefix().bit(depth));
        }
        return subtree.node() instanceof TrieNode.Branch ? Optional.of(outline(subtree, levels)) : Optional.empty();
    }

    private static TrieOutline outline(Subtree subtree, int levels) {
        return levels > 0 && subtree.node() instanceof TrieNode.Branch branch
                ? new TrieOutline.Fork(outline(branch.half(0), levels - 1), outline(branch.half(1), levels - 1))
                : new TrieOutline.End(subtree.hash());
    }

    @Override
    public KeyProof prove(Hash key, StoreReader reader) {
        List<Hash> siblings = new ArrayList<>();
        TriePath path = new TriePath();
        Subtree subtree = top;
        while (subtree.node() instanceof TrieNode.Branch branch) {
            int bit = key.bit(path.depth());
            siblings.add(branch.hash(1 - bit));
            subtree = branch.half(bit);
            path.down(bit);
        }
        KeyProof.End end = new KeyProof.Nothing();
        if (subtree.node() instanceof TrieNode.Bucket bucket) {
            TrieHasher hasher = new TrieHasher();
            TrieStore.Wanted wanted = new TrieStore.Wanted(bucket, subtree.hash(), path);
            TrieStore.read(reader, List.of(wanted), hasher, work);
            end = endInBucket(wanted.entries, key, path.depth(), siblings, hasher);
        }
        Collections.reverse(siblings);
        return new KeyProof(end, siblings);
    }

    private static KeyProof.End endInBucket(
            byte[] entries, Hash key, int from, List<Hash> siblings, TrieHasher hasher) {
        int low = 0;
        int high = Entries.count(entries);
        for (int depth = from; high - low > 1; depth++) {
            int split = Entries.split(entries, low, high, depth);
            int bit = key.bit(depth);
            int otherLow = bit == 0 ? split : low;
            int otherHigh = bit == 0 ? high : split;
            siblings.add(hasher.noted(entries, otherLow, otherHigh, depth + 1));
            low = bit == 0 ? low : split;
            high = bit == 0 ? split : high;
        }
        if (low == high) {
            return new KeyProof.Nothing();
        }
        return Entries.key(entries, low).equals(key)
                ? new KeyProof.Found()
                : new KeyProof.Other(Entries.key(entries, low), Entries.valueHash(entries, low));
    }
}
