package org.tallystick.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.WriteBatch;

/**
 * A batch in the form in which RocksDB itself keeps one (write_batch.cc, stable since 3.0: it is what stands in its
 * write-ahead log), so that it is handed over in one call instead of one for each change, most of whose cost is the call.
 *
 * <p>Eight bytes for the sequence number and four for the number of changes, little-endian; then for each change its
 * kind, its column family, its key, and for a put its value, the last two with their lengths before them. Numbers after
 * the first twelve bytes are base-128 varints.
 */
final class SerializedBatch {
    private static final int HEADER = 12;
    private static final int COUNT_AT = 8;
    private static final byte DELETE = 4;
    private static final byte PUT = 5;

    private SerializedBatch() {}

    /** The batch's bytes; {@code familyOf} gives the number of a column's family. */
    static byte[] of(WriteBatch batch, ToIntFunction<Column> familyOf) {
        ByteBuffer out = ByteBuffer.allocate(size(batch, familyOf)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(COUNT_AT, batch.changes().size()).position(HEADER);
        for (WriteBatch.Change change : batch.changes()) {
            byte[] value = change.value();
            out.put(value == null ? DELETE : PUT);
            putVarint(out, familyOf.applyAsInt(change.column()));
            putVarint(out, change.key().length);
            out.put(change.key());
            if (value != null) {
                putVarint(out, value.length);
                out.put(value);
            }
        }
        return out.array();
    }

    private static int size(WriteBatch batch, ToIntFunction<Column> familyOf) {
        long size = HEADER + batch.sizeInBytes();
        for (WriteBatch.Change change : batch.changes()) {
            size += 1
                    + varintSize(familyOf.applyAsInt(change.column()))
                    + varintSize(change.key().length)
                    + (change.value() == null ? 0 : varintSize(change.value().length));
        }
        return Math.toIntExact(size);
    }

    /** One byte for each seven bits that count, and for zero. */
    private static int varintSize(int number) {
        return (38 - Integer.numberOfLeadingZeros(number | 1)) / 7;
    }

    private static void putVarint(ByteBuffer out, int number) {
        int rest = number;
        while (rest >= 0x80) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
