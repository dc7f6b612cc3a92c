package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StoreReader;

/**
 * Applies one batch of changes to a subtree. First everything that the changes touch is read at once, then the subtree
 * is made anew along them; the first is left out as long as everything turns out to be in memory. For one thread.
 */
final class TrieUpdate {
    /** Buckets whose neighbour has so few keys that they have no more than this together become one. */
    private static final int MERGE = BucketTrie.BUCKET / 2;

    private final StoreReader store;
    private final TrieChanges changes;
    private final TrieWork work;
    private final TrieHasher hasher = new TrieHasher();
    private final TriePath path;
    private final List<TrieStore.Wanted> touched = new ArrayList<>();
    private int next;
    private boolean collected; // whether the touched buckets have been
    private boolean lacking; // whether one was met that is not in memory

    TrieUpdate(StoreReader store, TrieChanges changes, TriePath path, TrieWork work) {
        this.store = store;
        this.changes = changes;
        this.path = path;
        this.work = work;
    }

    /** The subtree after the changes from {@code from} to {@code to}, all of which lead into it. */
    Subtree run(Subtree subtree, int from, int to) {
        if (from == to) {
            return subtree;
        }
        boolean reading = work.hadToRead(); // once, as the other half may change it
        Subtree changed = reading ? subtree : apply(subtree.node(), from, to);
        if (reading || lacking) {
            collect(subtree.node(), subtree.hash(), from, to);
            work.hadToRead(TrieStore.read(store, touched, hasher, work) > 0);
            collected = true;
            changed = apply(subtree.node(), from, to);
        }
        work.add(hasher, 0, 0);
        return changed;
    }

    /** The buckets that were changed, with what was read of them. */
    List<TrieStore.Wanted> touched() {
        return touched;
    }

    private void collect(TrieNode node, Hash hash, int from, int to) {
        if (from == to) {
            return;
        }
        if (node instanceof TrieNode.Bucket bucket) {
            touched.add(new TrieStore.Wanted(bucket, hash, path));
        } else if (node instanceof TrieNode.Branch branch) {
            int split = changes.split(path.depth(), from, to);
            path.down(0);
            collect(branch.zeros, branch.hash(0), from, split);
            path.up();
            path.down(1);
            collect(branch.ones, branch.hash(1), split, to);
            path.up();
        }
    }

    /** The subtree after at least one change; anything while something is lacking. */
    private Subtree apply(TrieNode node, int from, int to) {
        if (lacking && !collected) {
            return Subtree.NONE;
        }
        if (node instanceof TrieNode.Branch branch) {
            int split = changes.split(path.depth(), from, to);
            Subtree zeros = half(branch, 0, from, split);
            Subtree ones = half(branch, 1, split, to);
            return lacking && !collected ? Subtree.NONE : join(zeros, ones, from == split ? 1 : 0);
        }
        byte[] before = node instanceof TrieNode.Bucket bucket ? entries(bucket) : Entries.NONE;
        if (before == null) {
            lacking = true;
            return Subtree.NONE;
        }
        byte[] after = Entries.with(before, changes, from, to);
        return build(after, 0, Entries.count(after), path.depth(), from, to);
    }

    private Subtree half(TrieNode.Branch branch, int bit, int from, int to) {
        if (from == to) {
            return branch.half(bit);
        }
        path.down(bit);
        Subtree changed = apply(branch.child(bit), from, to);
        path.up();
        return changed;
    }

    /** Null when they are only in the store, and have not been read from there yet. */
    private byte[] entries(TrieNode.Bucket bucket) {
        return collected ? touched.get(next++).entries : bucket.entries;
    }

    /** The subtree of some entries, into which the changes from {@code first} to {@code last} lead. */
    private Subtree build(byte[] entries, int from, int to, int depth, int first, int last) {
        int count = to - from;
        if (count == 0) {
            return Subtree.NONE;
        }
        if (count <= BucketTrie.BUCKET) {
            byte[] own = count == Entries.count(entries)
                    ? entries
                    : Arrays.copyOfRange(entries, from * Entries.SIZE, to * Entries.SIZE);
            return bucket(own, hasher.changed(own, 0, count, depth, changes, first, last));
        }
        int split = Entries.split(entries, from, to, depth);
        int middle = changes.split(depth, first, last);
        return branch(
                build(entries, from, split, depth + 1, first, middle),
                build(entries, split, to, depth + 1, middle, last));
    }

    /**
     * The branch above two halves, or the bucket in place of both.
     *
     * @param changed one that was changed, which is looked at first: the other is mostly in no cache
     */
    private Subtree join(Subtree zeros, Subtree ones, int changed) {
        TrieNode one = (changed == 0 ? zeros : ones).node();
        TrieNode other = (changed == 0 ? ones : zeros).node();
        if (!isSmall(one) || !isSmall(other) || count(one) + count(other) > MERGE) {
            return branch(zeros, ones);
        }
        byte[] both = Entries.join(entries(zeros, 0), entries(ones, 1));
        int count = Entries.count(both);
        return count == 0 ? Subtree.NONE : bucket(both, hasher.subtree(both, 0, count, path.depth()));
    }

    private static boolean isSmall(TrieNode node) {
        return !(node instanceof TrieNode.Branch) && count(node) <= MERGE;
    }

    private Subtree branch(Subtree zeros, Subtree ones) {
        return new Subtree(new TrieNode.Branch(zeros, ones), hasher.branch(zeros.hash(), ones.hash()));
    }

    private static Subtree bucket(byte[] entries, Hash hash) {
        return new Subtree(new TrieNode.Bucket(Entries.count(entries), entries), hash);
    }

    private static int count(TrieNode node) {
        return node instanceof TrieNode.Bucket bucket ? bucket.count : 0;
    }

    /** The entries of a child, which is read now if nothing in it was changed. */
    private byte[] entries(Subtree child, int bit) {
        if (!(child.node() instanceof TrieNode.Bucket bucket)) {
            return Entries.NONE;
        }
        path.down(bit);
        TrieStore.Wanted wanted = new TrieStore.Wanted(bucket, child.hash(), path);
        path.up();
        TrieStore.read(store, List.of(wanted), hasher, work);
        return wanted.entries;
    }
}
