package org.tallystick.internal.chain;

import java.nio.ByteBuffer;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.model.Bytes;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StoreReader;

/** How the chain's keys and small values are laid out in the store. */
final class Columns {
    /** META: the last final block's height and the history frontier up to and with it. */
    static final byte[] HEAD = Bytes.utf8("head").toArray();

    /** META: the snapshot whose state is being put in place of the present one. */
    static final byte[] INSTALLING = Bytes.utf8("installing").toArray();

    /** META: a backup is being read into this place, or its reading was cut short. */
    static final byte[] RESTORING = Bytes.utf8("restoring").toArray();

    /** META: from which height on blocks are kept as a whole. */
    static final byte[] KEPT = Bytes.utf8("kept").toArray();

    private Columns() {}

    /** META: the configuration of an epoch after the first. */
    static byte[] config(long epoch) {
        return new CanonicalWriter(16).raw(Bytes.utf8("config")).u64(epoch).toArray();
    }

    static byte[] height(long height) {
        return ByteBuffer.allocate(Long.BYTES).putLong(height).array();
    }

    static long toHeight(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    /** Where a transaction is. */
    record Place(long height, int index) {
        byte[] encode() {
            return new CanonicalWriter(12).u64(height).u32(index).toArray();
        }

        static Place decode(byte[] value) throws MalformedException {
            CanonicalReader in = new CanonicalReader(value);
            Place place = new Place(in.u64("height"), in.u32("index", Integer.MAX_VALUE));
            in.end("place of a transaction");
            return place;
        }
    }

    /** The last final block. */
    record Head(long height, MerkleFrontier history) {
        byte[] encode() {
            return new CanonicalWriter(128)
                    .u64(height)
                    .bytes16(history.encode())
                    .toArray();
        }

        /** Throws {@link IllegalArgumentException}, too, when the history cannot be read. */
        static Head decode(byte[] value) throws MalformedException {
            CanonicalReader in = new CanonicalReader(value);
            Head head = new Head(in.u64("height"), MerkleFrontier.decode(in.bytes16("history", 0xFFFF)));
            in.end("head");
            return head;
        }
    }

    /**
     * Of which blocks transactions, receipts and index entries are kept.
     *
     * @param from the lowest height of which they are
     * @param removedBytes what the records removed below it had
     */
    record Kept(long from, long removedBytes) {
        byte[] encode() {
            return new CanonicalWriter(16).u64(from).u64(removedBytes).toArray();
        }

        static Kept read(StoreReader store) {
            byte[] value = store.get(Column.META, KEPT);
            if (value == null) {
                return new Kept(0, 0);
            }
            try {
                CanonicalReader in = new CanonicalReader(value);
                Kept kept = new Kept(in.u64("lowest height"), in.u64("removed bytes"));
                in.end("lowest height kept");
                return kept;
            } catch (MalformedException e) {
                throw ChainReader.corrupt("lowest height kept", e);
            }
        }
    }
}
