package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/** Reads all buckets of a trie, some hundreds at a time, and compares them with their hashes. For one thread. */
final class TrieCheck {
    private static final int PAGE = 256;

    private final StoreReader reader;
    private final TrieWork work;
    private final BiConsumer<Hash, String> bad;
    private final TrieHasher hasher = new TrieHasher();
    private final TriePath path = new TriePath();
    private final List<TrieStore.Wanted> page = new ArrayList<>();
    private long keys;

    TrieCheck(StoreReader reader, TrieWork work, BiConsumer<Hash, String> bad) {
        this.reader = reader;
        this.work = work;
        this.bad = bad;
    }

    long run(Subtree top) {
        walk(top.node(), top.hash());
        readPage();
        return keys;
    }

    private void walk(TrieNode node, Hash hash) {
        if (node instanceof TrieNode.Bucket bucket) {
            keys += bucket.count;
            page.add(TrieStore.Wanted.fromStore(bucket, hash, path));
            if (page.size() == PAGE) {
                readPage();
            }
        } else if (node instanceof TrieNode.Branch branch) {
            path.down(0);
            walk(branch.zeros, branch.hash(0));
            path.up();
            path.down(1);
            walk(branch.ones, branch.hash(1));
            path.up();
        }
    }

    private void readPage() {
        try {
            TrieStore.read(reader, page, hasher, work);
        } catch (StorageException e) {
            requireCorrupt(e);
            page.forEach(this::readAlone);
        }
        page.clear();
    }

    private void readAlone(TrieStore.Wanted wanted) {
        try {
            wanted.forget();
            TrieStore.read(reader, List.of(wanted), hasher, work);
        } catch (StorageException e) {
            requireCorrupt(e);
            bad.accept(Hash.of(wanted.range.from()), e.getMessage());
        }
    }

    private static void requireCorrupt(StorageException e) {
        if (e.kind() != StorageException.Kind.CORRUPT) {
            throw e;
        }
    }
}
