package org.tallystick.internal.chain;

import java.util.zip.CRC32C;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StoreReader;

/**
 * Of which blocks it is kept what they changed; in the store's META.
 *
 * @param from the height from which on there are rows of all blocks above it
 * @param upTo up to this height; what was written above it, by a node that keeps no old state, has none
 * @param sweep how far the rows that are too old were removed
 * @param rows how many there are
 * @param sum of what {@link OldValues#check} gives for each, modulo 2^63
 */
record OldStateExtent(long from, long upTo, Sweep sweep, long rows, long sum) {
    /** Its key in META. */
    static final byte[] KEY = Bytes.utf8("old-state").toArray();

    /**
     * The removal of rows.
     *
     * @param done none of heights up to this one are left
     * @param limit rows of heights up to this one go in the round that is under way, or went in the last one
     * @param cursor the row at which the round goes on; no bytes when none is under way
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Sweep(long done, long limit, byte[] cursor) {
        static final byte[] NOWHERE = {};
        private static final byte[] FIRST = {0};

        boolean isUnderWay() {
            return cursor.length > 0;
        }

        /** Where to go on when what follows a row cannot be read: behind all rows that begin with the same twelve bits. */
        static byte[] behind(byte[] row) {
            int next = ((row[0] & 0xFF) << 4 | (row.length > 1 ? (row[1] & 0xFF) >> 4 : 0)) + 1;
            return next > 0xFFF ? NOWHERE : new byte[] {(byte) (next >> 4), (byte) (next << 4)};
        }

        Sweep begin(long newLimit) {
            return new Sweep(done, newLimit, FIRST);
        }

        Sweep goingOnAt(byte[] next) {
            return new Sweep(next.length == 0 ? limit : done, limit, next);
        }
    }

    /** As it is in a store; one without has no rows. */
    static OldStateExtent read(StoreReader store) {
        byte[] value = store.get(Column.META, KEY);
        try {
            return value == null ? new OldStateExtent(0, 0, new Sweep(0, 0, Sweep.NOWHERE), 0, 0) : decode(value);
        } catch (MalformedException e) {
            throw ChainReader.corrupt("extent of old state", e);
        }
    }

    private static OldStateExtent decode(byte[] value) throws MalformedException {
        CanonicalReader in = new CanonicalReader(value);
        OldStateExtent extent = new OldStateExtent(
                in.u64("lowest height"),
                in.u64("highest height"),
                new Sweep(
                        in.u64("removed up to"),
                        in.u64("being removed up to"),
                        in.bytes16("cursor", OldValues.KEY).toArray()),
                in.u64("number of rows"),
                in.u64("sum of rows"));
        int check = in.position();
        if (in.u64("checksum") != checksum(value, check)) {
            throw new MalformedException("the extent of old state has another checksum");
        }
        in.end("extent of old state");
        return extent;
    }

    /**
     * The lowest height the state after which can be read. Blocks may come back that were removed; what they changed does not.
     *
     * @param blocksFrom the lowest height of which blocks are kept
     */
    long lowest(long blocksFrom) {
        return Math.max(Math.max(from, sweep.limit()), blocksFrom - 1);
    }

    byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(120)
                .u64(from)
                .u64(upTo)
                .u64(sweep.done())
                .u64(sweep.limit())
                .bytes16(Bytes.wrap(sweep.cursor()))
                .u64(rows)
                .u64(sum);
        return out.u64(checksum(out.toArray(), out.size())).toArray();
    }

    /** Nothing else in the store says whether this is what was written. */
    private static long checksum(byte[] record, int length) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, length);
        return crc.getValue();
    }

    /** When all of it begins anew with the state after a block; what is there already is too old. */
    OldStateExtent beginningAt(long height) {
        return new OldStateExtent(height, height, sweep, rows, sum);
    }
}
