package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    TrieNode run(TrieNode node, int from, int to) {
        boolean reading = work.hadToRead(); // once, as the other half may change it
        TrieNode changed = reading ? node : apply(node, from, to);
        if (reading || lacking) {
            collect(node, from, to);
            work.hadToRead(TrieStore.read(store, touched, hasher, work) > 0);
            collected = true;
            changed = apply(node, from, to);
        }
        work.add(hasher, 0, 0);
        return changed;
    }

    /** The buckets that were changed, with what was read of them. */
    List<TrieStore.Wanted> touched() {
        return touched;
    }

    private void collect(TrieNode node, int from, int to) {
        if (from == to) {
            return;
        }
        if (node instanceof TrieNode.Bucket bucket) {
            touched.add(new TrieStore.Wanted(bucket, path));
        } else if (node instanceof TrieNode.Branch branch) {
            int split = changes.split(path.depth(), from, to);
            path.down(0);
            collect(branch.zeros, from, split);
            path.up();
            path.down(1);
            collect(branch.ones, split, to);
            path.up();
        }
    }

    private TrieNode apply(TrieNode node, int from, int to) {
        if (from == to || (lacking && !collected)) {
            return node;
        }
        if (node instanceof TrieNode.Branch branch) {
            int split = changes.split(path.depth(), from, to);
            path.down(0);
            TrieNode zeros = apply(branch.zeros, from, split);
            path.up();
            path.down(1);
            TrieNode ones = apply(branch.ones, split, to);
            path.up();
            return lacking && !collected ? node : join(zeros, ones);
        }
        byte[] before = node instanceof TrieNode.Bucket bucket ? entries(bucket) : Entries.NONE;
        if (before == null) {
            lacking = true;
            return node;
        }
        byte[] after = Entries.with(before, changes, from, to);
        return build(after, 0, Entries.count(after), path.depth(), from, to);
    }

    /** Null when they are only in the store, and have not been read from there yet. */
    private byte[] entries(TrieNode.Bucket bucket) {
        return collected ? touched.get(next++).entries : bucket.entries;
    }

    /** The subtree of some entries, into which the changes from {@code first} to {@code last} lead. */
    private TrieNode build(byte[] entries, int from, int to, int depth, int first, int last) {
        int count = to - from;
        if (count == 0) {
            return null;
        }
        if (count <= BucketTrie.BUCKET) {
            byte[] own = count == Entries.count(entries)
                    ? entries
                    : Arrays.copyOfRange(entries, from * Entries.SIZE, to * Entries.SIZE);
            return new TrieNode.Bucket(count, hasher.changed(own, 0, count, depth, changes, first, last), own);
        }
        int split = Entries.split(entries, from, to, depth);
        int middle = changes.split(depth, first, last);
        return branch(
                build(entries, from, split, depth + 1, first, middle),
                build(entries, split, to, depth + 1, middle, last));
    }

    private TrieNode join(TrieNode zeros, TrieNode ones) {
        boolean few = !(zeros instanceof TrieNode.Branch) && !(ones instanceof TrieNode.Branch);
        if (!few || count(zeros) + count(ones) > MERGE) {
            return branch(zeros, ones);
        }
        byte[] both = Entries.join(entries(zeros, 0), entries(ones, 1));
        int count = Entries.count(both);
        return count == 0 ? null : new TrieNode.Bucket(count, hasher.subtree(both, 0, count, path.depth()), both);
    }

    private TrieNode.Branch branch(TrieNode zeros, TrieNode ones) {
        return new TrieNode.Branch(zeros, ones, hasher.branch(TrieNode.hashOf(zeros), TrieNode.hashOf(ones)));
    }

    private static int count(TrieNode node) {
        return node instanceof TrieNode.Bucket bucket ? bucket.count : 0;
    }

    /** The entries of a child, which is read now if nothing in it was changed. */
    private byte[] entries(TrieNode node, int bit) {
        if (!(node instanceof TrieNode.Bucket bucket)) {
            return Entries.NONE;
        }
        path.down(bit);
        TrieStore.Wanted wanted = new TrieStore.Wanted(bucket, path);
        path.up();
        TrieStore.read(store, List.of(wanted), hasher, work);
        return wanted.entries;
    }
}
