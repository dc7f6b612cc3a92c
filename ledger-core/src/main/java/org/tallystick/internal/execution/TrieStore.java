package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.spi.storage.WriteBatch;

/**
 * How the trie is laid out in the store. The entries are rows of their own in {@link Column#LEAVES}, so a changed key
 * costs one small row; {@link Column#BUCKETS} has a row for each bucket, from which the trie above them is made again
 * when the store is opened.
 */
final class TrieStore {
    static final int ROW = 2 + Hash.SIZE;

    private TrieStore() {}

    /** A bucket to be read, and what was read. */
    static final class Wanted {
        final TrieNode.Bucket bucket;
        final Hash hash;
        final int depth;
        final StoreReader.Range range;
        byte[] entries;
        private int filled;

        /** As it is in memory, or else in the store. */
        Wanted(TrieNode.Bucket bucket, Hash hash, TriePath path) {
            this(bucket, hash, path, bucket.entries);
        }

        private Wanted(TrieNode.Bucket bucket, Hash hash, TriePath path, byte[] entries) {
            this.bucket = bucket;
            this.hash = hash;
            this.depth = path.depth();
            this.entries = entries;
            this.range = entries == null ? new StoreReader.Range(path.first(), path.beyond()) : null;
        }

        /** As it is in the store. */
        static Wanted fromStore(TrieNode.Bucket bucket, Hash hash, TriePath path) {
            return new Wanted(bucket, hash, path, null);
        }

        /** As before it was read. */
        void forget() {
            entries = null;
            filled = 0;
        }
    }

    /**
     * Reads the entries of those buckets that have none in memory, and checks them against the buckets' hashes.
     *
     * @param wanted in ascending order
     * @return how many had to be read
     * @throws StorageException of kind CORRUPT when the store has other entries
     */
    static int read(StoreReader store, List<Wanted> wanted, TrieHasher hasher, TrieWork work) {
        List<Wanted> missing = new ArrayList<>();
        List<StoreReader.Range> ranges = new ArrayList<>();
        for (Wanted one : wanted) {
            if (one.entries == null) {
                one.entries = new byte[one.bucket.count * Entries.SIZE];
                missing.add(one);
                ranges.add(one.range);
            }
        }
        if (missing.isEmpty()) {
            return 0;
        }
        store.scanAll(Column.LEAVES, ranges, (index, key, value) -> {
            Wanted one = missing.get(index);
            if (one.filled == one.entries.length || key.length != Hash.SIZE || value.length != Hash.SIZE) {
                throw corrupt("has more leaves than " + one.bucket.count, one);
            }
            System.arraycopy(key, 0, one.entries, one.filled, Hash.SIZE);
            System.arraycopy(value, 0, one.entries, one.filled + Hash.SIZE, Hash.SIZE);
            one.filled += Entries.SIZE;
        });
        int leaves = 0;
        for (Wanted one : missing) {
            leaves += one.bucket.count;
            if (one.filled != one.entries.length) {
                throw corrupt("lacks leaves", one);
            }
            if (!hasher.subtree(one.entries, 0, one.bucket.count, one.depth).equals(one.hash)) {
                throw corrupt("has leaves that do not give its hash", one);
            }
        }
        work.add(hasher, missing.size(), leaves);
        return missing.size();
    }

    private static StorageException corrupt(String what, Wanted one) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                "the state's part that begins at key " + Hash.of(one.range.from()) + " " + what);
    }

    static void putLeaf(WriteBatch batch, StateTree.Change change) {
        if (change.valueHash() == null) {
            batch.delete(Column.LEAVES, change.key().toArray());
        } else {
            batch.put(Column.LEAVES, change.key().toArray(), change.valueHash().toArray());
        }
    }

    static void putBucket(WriteBatch batch, TriePath path, TrieNode.Bucket bucket, Hash hash) {
        byte[] row = new byte[ROW];
        row[0] = (byte) path.depth();
        row[1] = (byte) bucket.count;
        hash.copyTo(row, 2);
        batch.put(Column.BUCKETS, path.rowKey(), row);
    }

    static void removeBucket(WriteBatch batch, TriePath path) {
        batch.delete(Column.BUCKETS, path.rowKey());
    }

    /**
     * Makes the trie above the stored buckets.
     *
     * @return {@link Subtree#NONE} when there are none
     * @throws StorageException of kind CORRUPT when they do not fit together
     */
    static Subtree load(StoreReader store, TrieHasher hasher) {
        TrieSpine spine = new TrieSpine(hasher);
        store.scan(Column.BUCKETS, new byte[0], null, (key, row) -> {
            spine.add(key, row);
            return true;
        });
        return spine.finish();
    }
}
