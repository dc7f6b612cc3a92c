package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.List;
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
    TrieDiff(TrieNode before, TrieNode after, WriteBatch batch) {
        this.batch = batch;
        walk(before, after);
    }

    /** The buckets of the earlier version that the later one has not. */
    List<TrieNode.Bucket> gone() {
        return gone;
    }

    /** The buckets of the later version that the earlier one has not. */
    List<TrieNode.Bucket> made() {
        return made;
    }

    private void walk(TrieNode before, TrieNode after) {
        if (before == after) {
            return;
        }
        if (before instanceof TrieNode.Bucket bucket) {
            gone.add(bucket);
            if (!(after instanceof TrieNode.Bucket)) {
                TrieStore.removeBucket(batch, path);
            }
        }
        TrieNode.Branch branchBefore = before instanceof TrieNode.Branch branch ? branch : null;
        TrieNode.Branch branchAfter = after instanceof TrieNode.Branch branch ? branch : null;
        if (branchBefore != null || branchAfter != null) {
            path.down(0);
            walk(branchBefore == null ? null : branchBefore.zeros, branchAfter == null ? null : branchAfter.zeros);
            path.up();
            path.down(1);
            walk(branchBefore == null ? null : branchBefore.ones, branchAfter == null ? null : branchAfter.ones);
            path.up();
        }
        // after what is removed below, as the first of those has the same row
        if (after instanceof TrieNode.Bucket bucket) {
            made.add(bucket);
            TrieStore.putBucket(batch, path, bucket);
        }
    }
}
