package org.tallystick.internal.chain;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Sha256;
import org.tallystick.internal.execution.BucketTrie;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/** Checks the stored state: that its trie has the root it should, and that trie and values say the same. */
final class StateVerifier {
    private static final int PAGE = 4_096;

    private final StoreReader store;
    private final Findings findings;

    StateVerifier(StoreReader store, Findings findings) {
        this.store = store;
        this.findings = findings;
    }

    void run(Hash root, boolean full) {
        try {
            BucketTrie tree = BucketTrie.open(store, 0);
            if (!tree.root().equals(root)) {
                findings.state(Hash.ZERO, "the state has root " + tree.root() + ", but the last block has " + root);
            }
            if (full) {
                long inBuckets = tree.check(store, findings::state);
                long leaves = checkValues();
                if (inBuckets != leaves) {
                    findings.state(Hash.ZERO, "there are " + leaves + " leaves, but " + inBuckets + " in buckets");
                }
            }
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            findings.state(Hash.ZERO, e.getMessage());
        }
    }

    /** Compares leaves and values page by page, and returns how many leaves there are. */
    private long checkValues() {
        byte[] from = new byte[0];
        while (from != null) {
            TreeMap<Hash, Hash> leaves = new TreeMap<>();
            store.scan(Column.LEAVES, from, null, (key, value) -> {
                if (key.length == Hash.SIZE && value.length == Hash.SIZE) {
                    leaves.put(Hash.of(key), Hash.of(value));
                } else {
                    findings.state(Hash.ZERO, "a leaf has " + key.length + " and " + value.length + " bytes");
                }
                return leaves.size() < PAGE;
            });
            byte[] to = leaves.size() < PAGE ? null : after(leaves.lastKey());
            findings.keys += leaves.size();
            comparePage(leaves, from, to);
            from = to;
        }
        return findings.keys;
    }

    private void comparePage(Map<Hash, Hash> leaves, byte[] from, byte[] to) {
        store.scan(Column.STATE, from, to, (key, record) -> {
            if (key.length != Hash.SIZE) {
                findings.state(Hash.ZERO, "a value has a key of " + key.length + " bytes");
                return true;
            }
            Hash hashed = Hash.of(key);
            Hash expected = leaves.remove(hashed);
            try {
                if (!StateRecords.keyIn(record).hash().equals(hashed)) {
                    findings.state(hashed, "the value is that of another key");
                } else if (!Sha256.hash(StateRecords.valueIn(record)).equals(expected)) {
                    findings.state(hashed, expected == null ? "the value has no leaf" : "the value is not the leaf's");
                }
            } catch (MalformedException e) {
                findings.state(hashed, "the value cannot be read: " + e.getMessage());
            }
            return true;
        });
        leaves.keySet().forEach(key -> findings.state(key, "the leaf has no value"));
    }

    private static byte[] after(Hash key) {
        return Arrays.copyOf(key.toArray(), Hash.SIZE + 1);
    }
}
