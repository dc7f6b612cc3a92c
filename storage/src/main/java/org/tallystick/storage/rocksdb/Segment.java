package org.tallystick.storage.rocksdb;

import java.nio.file.Path;
import java.util.List;
import org.tallystick.spi.storage.VoteJournal;

/** What is known of one segment of the journal while it is open. Guarded by the {@link SegmentedJournal}. */
final class Segment {
    private final Path file;
    private final SegmentHeader header;
    private long frames;
    private long highestPosition = Long.MIN_VALUE;
    private int end = SegmentScan.FIRST_FRAME;

    Segment(Path file, SegmentHeader header) {
        this.file = file;
        this.header = header;
    }

    /** Takes over what reading it has shown. */
    void found(SegmentScan scan) {
        frames = scan.frames();
        end = scan.end();
        notePositions(scan.records());
    }

    /** A frame has become durable. */
    void appended(List<VoteJournal.Entry> records, int newEnd) {
        frames++;
        end = newEnd;
        notePositions(records);
    }

    private void notePositions(List<VoteJournal.Entry> records) {
        for (VoteJournal.Entry entry : records) {
            highestPosition = Math.max(highestPosition, entry.position());
        }
    }

    Path file() {
        return file;
    }

    SegmentHeader header() {
        return header;
    }

    /** Where the next frame goes. */
    int end() {
        return end;
    }

    boolean isEmpty() {
        return frames == 0;
    }

    /** The number of frames in the journal up to and with this segment. */
    long framesThrough() {
        return header.framesBefore() + frames;
    }

    /** Whether every record has a position below a bound. */
    boolean isBelow(long position) {
        return highestPosition < position;
    }
}
