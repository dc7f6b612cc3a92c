package org.tallystick.internal.chain;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StoreReader;

/**
 * The rows of {@link Column#OLD_STATE}: under a key's hash and the height of a block that changed it stands what the key
 * had before. So what it had after a block is in its first row above that height, or if there is none, what it has now.
 */
final class OldValues {
    /** Bytes in the key of a row. */
    static final int KEY = Hash.SIZE + Long.BYTES;

    private static final byte NONE = 0;
    private static final byte SOME = 1;

    private OldValues() {}

    /** The key of a row. */
    static byte[] key(Hash key, long height) {
        byte[] row = new byte[KEY];
        key.copyTo(row, 0);
        ByteBuffer.wrap(row).putLong(Hash.SIZE, height);
        return row;
    }

    /** The height in the key of a row. */
    static long heightIn(byte[] row) {
        if (row.length != KEY) {
            throw ChainReader.corrupt("key of an old value, of " + row.length + " bytes,", null);
        }
        return ByteBuffer.wrap(row).getLong(Hash.SIZE);
    }

    /** What stands in a row: what the key had, or null for nothing. */
    static byte[] value(Bytes before) {
        if (before == null) {
            return new byte[] {NONE};
        }
        byte[] value = new byte[1 + before.size()];
        value[0] = SOME;
        before.copyTo(value, 1);
        return value;
    }

    /** What the key had, as a row says. */
    static Optional<Bytes> valueIn(byte[] value) throws MalformedException {
        if (value.length == 1 && value[0] == NONE) {
            return Optional.empty();
        }
        if (value.length == 0 || value[0] != SOME) {
            throw new MalformedException("neither a value nor none");
        }
        return Optional.of(Bytes.copyOf(value, 1, value.length - 1));
    }

    /** What a row adds to the sum over all rows, from which it is seen that one is missing or another. */
    static long check(byte[] key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(value);
        return crc.getValue();
    }

    /**
     * What a key had after a block, if it was changed later.
     *
     * @return empty when it has had since then what it has now
     */
    static Optional<Optional<Bytes>> after(StoreReader store, Hash key, long height) {
        byte[][] found = new byte[1][];
        store.scan(Column.OLD_STATE, key(key, height + 1), key(key, Long.MAX_VALUE), (row, value) -> {
            found[0] = value;
            return false;
        });
        try {
            return found[0] == null ? Optional.empty() : Optional.of(valueIn(found[0]));
        } catch (MalformedException e) {
            throw ChainReader.corrupt("old value of key " + key, e);
        }
    }
}
