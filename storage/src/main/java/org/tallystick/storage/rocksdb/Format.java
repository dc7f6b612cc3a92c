package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StorageException;

/**
 * The one record in RocksDB's own column family: whose database this is. It is written last when a database is made, so
 * a database without it holds nothing.
 *
 * @param layout how this module lays a ledger out
 * @param schema how the ledger lays its records out
 * @param chainId the chain
 */
record Format(int layout, int schema, Hash chainId) {
    /** The layout that this version of the module reads and writes. */
    static final int LAYOUT = 1;

    private static final byte[] KEY = "format".getBytes(US_ASCII);
    private static final int SIZE = 2 * Integer.BYTES + Hash.SIZE;

    static byte[] key() {
        return KEY.clone();
    }

    byte[] encode() {
        return ByteBuffer.allocate(SIZE)
                .putInt(layout)
                .putInt(schema)
                .put(chainId.toArray())
                .array();
    }

    static Format decode(byte[] bytes, Path directory) {
        if (bytes.length < SIZE) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "the format record in " + directory + " has " + bytes.length + " bytes, not " + SIZE);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Format(in.getInt(), in.getInt(), Hash.of(bytes, in.position()));
    }

    /** Refuses a database that is not what the caller expects. */
    void requireSame(Format expected, Path directory) {
        if (layout != expected.layout) {
            throw new StorageException(
                    StorageException.Kind.WRONG_SCHEMA,
                    directory + " has storage layout " + layout + ", and this version reads layout " + expected.layout);
        }
        if (!chainId.equals(expected.chainId)) {
            throw new StorageException(
                    StorageException.Kind.WRONG_CHAIN,
                    directory + " holds chain " + chainId + ", not " + expected.chainId);
        }
        if (schema != expected.schema) {
            throw new StorageException(
                    StorageException.Kind.WRONG_SCHEMA,
                    directory + " was written with schema " + schema + ", and this program writes schema "
                            + expected.schema);
        }
    }
}
