package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StorageException;

/**
 * What the first bytes of a journal segment say. Integers are big-endian.
 *
 * <pre>
 *  0   8  magic "tallyvot"
 *  8   4  format version
 * 12   4  CRC-32C of the other 60 bytes
 * 16   8  sequence of the segment, from 0
 * 24   8  number of frames in all segments before
 * 32  32  chain id
 * </pre>
 *
 * @param sequence counts segments from the journal's first
 * @param framesBefore counts frames from the journal's first
 * @param chainId the chain
 */
record SegmentHeader(long sequence, long framesBefore, Hash chainId) {
    static final int SIZE = 64;

    private static final int VERSION = 1;
    private static final byte[] MAGIC = "tallyvot".getBytes(US_ASCII);
    private static final int CRC_OFFSET = 12;
    private static final int CHAIN_OFFSET = 32;

    byte[] encode() {
        byte[] out = new byte[SIZE];
        ByteBuffer.wrap(out)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(0)
                .putLong(sequence)
                .putLong(framesBefore)
                .put(chainId.toArray());
        ByteBuffer.wrap(out).putInt(CRC_OFFSET, crc(out));
        return out;
    }

    /**
     * Reads a header and checks everything in it but the chain and the place in the row of segments.
     *
     * @throws StorageException of kind CORRUPT, or WRONG_SCHEMA for a version that is not known
     */
    static SegmentHeader decode(byte[] bytes, Path file) {
        if (bytes.length < SIZE || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new StorageException(StorageException.Kind.CORRUPT, file + " is not a journal segment");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(CRC_OFFSET) != crc(bytes)) {
            throw new StorageException(StorageException.Kind.CORRUPT, "the header of " + file + " is damaged");
        }
        int version = in.getInt(MAGIC.length);
        if (version != VERSION) {
            throw new StorageException(
                    StorageException.Kind.WRONG_SCHEMA,
                    file + " has journal format " + version + ", and this version reads format " + VERSION);
        }
        return new SegmentHeader(
                in.getLong(CRC_OFFSET + Integer.BYTES),
                in.getLong(CRC_OFFSET + Integer.BYTES + Long.BYTES),
                Hash.of(bytes, CHAIN_OFFSET));
    }

    private static int crc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CRC_OFFSET);
        crc.update(header, CRC_OFFSET + Integer.BYTES, SIZE - CRC_OFFSET - Integer.BYTES);
        return (int) crc.getValue();
    }
}
