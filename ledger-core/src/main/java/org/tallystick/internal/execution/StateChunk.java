package org.tallystick.internal.execution;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.KeyProofs;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** All records of the state at one place of its trie, in the order of their hashed keys. */
public final class StateChunk {
    /** A record with the hash of its key and of its value. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Entry(Hash key, Hash valueHash, byte[] record) {}

    private final List<Entry> entries;

    private StateChunk(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads records as they are stored and sent. Keys are hashed anew from their names, so a record cannot claim to be at
     * another place than it is.
     *
     * @throws MalformedException when a record cannot be read, or the keys do not ascend within the place
     */
    public static StateChunk of(TriePlace place, List<byte[]> records) throws MalformedException {
        List<Entry> entries = new ArrayList<>(records.size());
        Hash last = null;
        for (byte[] record : records) {
            Hash key = StateRecords.keyIn(record).hash();
            if (!place.contains(key) || (last != null && last.compareTo(key) >= 0)) {
                throw new MalformedException("records of the state that do not ascend within their place");
            }
            entries.add(new Entry(key, Sha256.hash(StateRecords.valueIn(record)), record));
            last = key;
        }
        return new StateChunk(entries);
    }

    /** The records, ascending. */
    public List<Entry> entries() {
        return entries;
    }

    /** The changes that bring these records into a tree that has none of them. */
    public List<StateTree.Change> changes() {
        return entries.stream()
                .map(entry -> new StateTree.Change(entry.key(), entry.valueHash()))
                .toList();
    }

    /** The hash of the subtree of exactly these keys and values. */
    public Hash hash(int depth) {
        return hash(0, entries.size(), depth);
    }

    private Hash hash(int from, int to, int depth) {
        if (from == to) {
            return Hash.ZERO;
        }
        if (to - from == 1) {
            return KeyProofs.leaf(entries.get(from).key(), entries.get(from).valueHash());
        }
        int split = from;
        while (split < to && entries.get(split).key().bit(depth) == 0) {
            split++;
        }
        return KeyProofs.branch(hash(from, split, depth + 1), hash(split, to, depth + 1));
    }

    /** The records in one string of bytes. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(
                entries.stream().mapToInt(entry -> 4 + entry.record().length).sum() + 4);
        out.u32(entries.size());
        entries.forEach(entry -> out.bytes32(Bytes.wrap(entry.record())));
        return out.toArray();
    }

    /** Reads {@link #encode()}. */
    public static StateChunk decode(TriePlace place, byte[] encoded) throws MalformedException {
        CanonicalReader in = new CanonicalReader(encoded);
        int count = in.u32("number of records", Integer.MAX_VALUE);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(in.bytes32("record", Integer.MAX_VALUE).toArray());
        }
        in.end("records");
        return of(place, records);
    }
}
