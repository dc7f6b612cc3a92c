package org.tallystick.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;

/**
 * Finds the frames of a segment, and tells the end of the journal from damage.
 *
 * <p>An append is written over zeros and synced before the next one begins. So when the machine stops, at most the last
 * frame is unsound, and what is unsound about it is that some of it is still zero: everything from some byte on, or
 * whole sectors. Such a frame was never reported durable, and ends the journal. An unsound frame with a sound one after
 * it, or without any such zeros, was durable once and has been damaged since.
 *
 * @param records of all sound frames, in order
 * @param frames how many
 * @param end the offset after the last sound frame
 * @param lastFrame the offset of the last sound frame, or {@code end} when there is none
 * @param dirtyEnd the offset after the last byte of the file that is not zero, at least {@code end}
 */
record SegmentScan(List<VoteJournal.Entry> records, long frames, int end, int lastFrame, int dirtyEnd) {
    /** Where the first frame stands: on a page of its own, so that the header is never written to again. */
    static final int FIRST_FRAME = 4096;

    /** The least that a disk writes as a whole. */
    private static final int SECTOR = 512;

    /** Reads the bytes of a segment's file. */
    static SegmentScan of(byte[] bytes, SegmentHeader header, Path file) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<VoteJournal.Entry> records = new ArrayList<>();
        long frames = 0;
        int offset = FIRST_FRAME;
        int lastFrame = offset;
        while (true) {
            int length = Frame.payloadLength(in, offset, header.sequence());
            if (length < 0 || !Frame.hasSoundPayload(in, offset, length)) {
                requireTorn(in, offset, length, header, file);
                return new SegmentScan(records, frames, offset, lastFrame, dirtyEnd(bytes, offset));
            }
            List<VoteJournal.Entry> found = Frame.records(in, offset, length);
            if (found == null) {
                throw damaged(file, offset, "it does not consist of records");
            }
            records.addAll(found);
            frames++;
            lastFrame = offset;
            offset += Frame.size(length);
        }
    }

    private static void requireTorn(ByteBuffer in, int offset, int length, SegmentHeader header, Path file) {
        boolean torn = length < 0 ? isZero(in, offset + Frame.HEADER - 1, 1) : isCutShort(in, offset, length);
        if (!torn) {
            throw damaged(file, offset, "it was written whole, and its checksum does not match");
        }
        int from = length < 0 ? offset + Frame.HEADER : offset + Frame.size(length);
        for (int later = from; later + Frame.HEADER <= in.limit(); later += Frame.ALIGNMENT) {
            int laterLength = Frame.payloadLength(in, later, header.sequence());
            if (laterLength >= 0 && Frame.hasSoundPayload(in, later, laterLength)) {
                throw damaged(file, offset, "a sound one follows at offset " + later);
            }
        }
    }

    private static boolean isCutShort(ByteBuffer in, int offset, int length) {
        int end = offset + Frame.size(length);
        if (isZero(in, end - 1, 1)) {
            return true;
        }
        int firstWholeSector = (offset + SECTOR - 1) / SECTOR * SECTOR;
        for (int sector = firstWholeSector; sector + SECTOR <= end; sector += SECTOR) {
            if (isZero(in, sector, SECTOR)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are zeros, or the file has ended. */
    private static boolean isZero(ByteBuffer in, int from, int count) {
        for (int i = from; i < from + count && i < in.limit(); i++) {
            if (in.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int dirtyEnd(byte[] bytes, int end) {
        int dirty = bytes.length;
        while (dirty > end && bytes[dirty - 1] == 0) {
            dirty--;
        }
        return Math.max(dirty, end);
    }

    private static StorageException damaged(Path file, int offset, String how) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                "the vote journal is damaged: frame at offset " + offset + " of " + file + ": " + how
                        + ". Restoring an old copy would let this validator contradict itself; moving the directory"
                        + " away makes it one that has lost its journal, which is safe");
    }
}
