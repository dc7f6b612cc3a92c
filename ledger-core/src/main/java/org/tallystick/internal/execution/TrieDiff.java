package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.WriteBatch;

/**
 * Finds which buckets differ between two versions of a trie, at the cost of what differs, as the rest is shared. For one
 * thread.
 */
final class TrieDiff {
    private final TriePath path = new TriePath();
    private final List<TrieNode.Bucket> gone = new ArrayList<>();
    private final List<TrieNode.Bucket> made = new ArrayList<>();
    private final WriteBatch batch;

    /** Finds the differences, and adds to a batch what makes the stored buckets of one version those of the other. */
    TrieDiff(Subtree before, Subtree after, WriteBatch batch) {
        this.batch = batch;
        if (before.node() != after.node()) {
            walk(before.node(), after.node());
            if (after.node() instanceof TrieNode.Bucket bucket) {
                make(bucket, after.hash());
            }
        }
    }

    /** The buckets of the earlier version that the later one has not. */
    List<TrieNode.Bucket> gone() {
        return gone;
    }

    /** The buckets of the later version that the earlier one has not. */
    List<TrieNode.Bucket> made() {
        return made;
    }

    /** Finds what is gone at a place, and all that differs below it. */
    private void walk(TrieNode before, TrieNode after) {
        if (before instanceof TrieNode.Bucket bucket) {
            gone.add(bucket);
            if (!(after instanceof TrieNode.Bucket)) {
                TrieStore.removeBucket(batch, path);
            }
        }
        TrieNode.Branch branchBefore = before instanceof TrieNode.Branch branch ? branch : null;
        TrieNode.Branch branchAfter = after instanceof TrieNode.Branch branch ? branch : null;
        if (branchBefore != null || branchAfter != null) {
            walkHalves(branchBefore, branchAfter, 0);
            walkHalves(branchBefore, branchAfter, 1);
        }
    }

    private void walkHalves(TrieNode.Branch before, TrieNode.Branch after, int bit) {
        TrieNode halfBefore = before == null ? null : before.child(bit);
        TrieNode halfAfter = after == null ? null : after.child(bit);
        if (halfBefore == halfAfter) {
            return;
        }
        path.down(bit);
        walk(halfBefore, halfAfter);
        if (halfAfter instanceof TrieNode.Bucket bucket) {
            make(bucket, after.hash(bit));
        }
        path.up();
    }

    /** After what is removed below, as the first of those has the same row. */
    private void make(TrieNode.Bucket bucket, Hash hash) {
        made.add(bucket);
        TrieStore.putBucket(batch, path, bucket, hash);
    }
}
