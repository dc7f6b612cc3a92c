package org.tallystick.storage.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.tallystick.spi.storage.VoteJournal;

/**
 * The form of one append in a journal segment: it is there as a whole or not at all. Integers are big-endian.
 *
 * <pre>
 *  0   4  length of the payload
 *  4   4  CRC-32C of the payload
 *  8   4  CRC-32C of: sequence of the segment (8), offset of the frame in the file (8), bytes 0 to 7
 * 12   4  marker
 * 16   n  payload: records, each a position (8), a length (4) and that many bytes
 *      p  padding: 1 to 16 bytes 0xA5, up to a multiple of 16 bytes
 * </pre>
 *
 * <p>The file held zeros where a frame is written. The last byte of a header and of a frame are never zero, and neither
 * a header nor the end of a frame straddles a disk sector, so a frame that was cut short can be told from one that was
 * written whole and damaged later; see {@link SegmentScan}.
 */
final class Frame {
    static final int HEADER = 16;
    static final int ALIGNMENT = 16;
    static final int MARKER = 0x7A11_57CB;
    static final byte PADDING = (byte) 0xA5;
    static final int RECORD_HEADER = Long.BYTES + Integer.BYTES;

    /** The longest payload: the largest record, or many small ones. */
    static final int MAX_PAYLOAD = RECORD_HEADER + VoteJournal.MAX_RECORD;

    private static final int CRC_INPUT = 2 * Long.BYTES + 2 * Integer.BYTES;

    private Frame() {}

    /** The bytes that a frame takes in the file. */
    static int size(int payload) {
        return HEADER + payload + ALIGNMENT - payload % ALIGNMENT;
    }

    static int headerCrc(long sequence, long offset, int length, int payloadCrc) {
        byte[] input = new byte[CRC_INPUT];
        ByteBuffer.wrap(input).putLong(sequence).putLong(offset).putInt(length).putInt(payloadCrc);
        CRC32C crc = new CRC32C();
        crc.update(input, 0, CRC_INPUT);
        return (int) crc.getValue();
    }

    /** The length of the payload when there is a sound header at an offset of a segment's bytes, or else -1. */
    static int payloadLength(ByteBuffer file, int offset, long sequence) {
        if (offset + HEADER > file.limit() || file.getInt(offset + 12) != MARKER) {
            return -1;
        }
        int length = file.getInt(offset);
        boolean sound = length > 0
                && length <= MAX_PAYLOAD
                && file.getInt(offset + 8) == headerCrc(sequence, offset, length, file.getInt(offset + 4));
        return sound ? length : -1;
    }

    /** Whether the payload and padding that belong to a sound header are there and sound. */
    static boolean hasSoundPayload(ByteBuffer file, int offset, int length) {
        int end = offset + size(length);
        if (end > file.limit()) {
            return false;
        }
        for (int i = offset + HEADER + length; i < end; i++) {
            if (file.get(i) != PADDING) {
                return false;
            }
        }
        CRC32C crc = new CRC32C();
        crc.update(file.slice(offset + HEADER, length));
        return (int) crc.getValue() == file.getInt(offset + 4);
    }

    /** The records in a sound payload, or null when it does not consist of records, which no writer makes. */
    static List<VoteJournal.Entry> records(ByteBuffer file, int offset, int length) {
        List<VoteJournal.Entry> records = new ArrayList<>();
        ByteBuffer payload = file.slice(offset + HEADER, length);
        while (payload.hasRemaining()) {
            if (payload.remaining() <= RECORD_HEADER) {
                return null;
            }
            long position = payload.getLong();
            int size = payload.getInt();
            if (size <= 0 || size > VoteJournal.MAX_RECORD || size > payload.remaining()) {
                return null;
            }
            byte[] data = new byte[size];
            payload.get(data);
            records.add(new VoteJournal.Entry(position, data));
        }
        return records;
    }
}
