package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;

/**
 * The vote journal: append-only segment files in a directory of their own. Each append is one {@link Frame}, one write
 * and one sync. Whoever opens it holds the lock of the database beside it.
 *
 * <p>After a failed write or sync nobody knows what the disk holds, and asking again may give a false answer, because
 * the operating system forgets a failed page. So the journal then refuses everything until it is opened again, and
 * opening writes the last frame anew before trusting it.
 */
final class SegmentedJournal implements VoteJournal, AutoCloseable {
    /**
     * How large files are.
     *
     * @param segment a new segment is begun when one would grow beyond this
     * @param chunk a segment grows by this
     */
    record Sizes(int segment, int chunk) {
        static final Sizes DEFAULT = new Sizes(16 << 20, 1 << 20);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SegmentedJournal.class);
    private static final int BUFFER = 64 << 10;

    private final SegmentFiles files;
    private final Sizes sizes;
    private final List<Segment> segments;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private SegmentWriter writer;
    private boolean recovered;
    private StorageException failure;
    private boolean closed;

    private SegmentedJournal(SegmentFiles files, Sizes sizes, List<Segment> segments) {
        this.files = files;
        this.sizes = sizes;
        this.segments = segments;
    }

    /** Opens or makes the journal in a directory that is there. Reads headers only; the first use reads the rest. */
    static SegmentedJournal open(Path directory, Hash chainId, Sizes sizes) {
        SegmentFiles files = new SegmentFiles(directory, chainId);
        try {
            return new SegmentedJournal(files, sizes, Interrupts.shield(files::list));
        } catch (IOException e) {
            throw Failures.of("cannot open the vote journal in", directory, e);
        }
    }

    /** Whether all of the journal in a directory can be read; nobody may have it open. */
    static boolean isSound(Path directory, Hash chainId) {
        try (SegmentedJournal journal = open(directory, chainId, Sizes.DEFAULT)) {
            journal.replay();
            return true;
        } catch (StorageException e) {
            LOG.warn("the vote journal in {} cannot be read", directory, e);
            return false;
        }
    }

    @Override
    public synchronized List<Entry> replay() {
        return guarded("read", () -> {
            if (!recovered) {
                return recover();
            }
            List<Entry> records = new ArrayList<>();
            for (Segment segment : segments) {
                records.addAll(SegmentScan.of(read(segment), segment.header(), segment.file())
                        .records());
            }
            return records;
        });
    }

    @Override
    public synchronized void append(List<Entry> entries) {
        guarded("write", () -> {
            recoverOnce();
            int from = 0;
            while (from < entries.size()) {
                int to = endOfFrame(entries, from);
                appendFrame(entries.subList(from, to));
                from = to;
            }
            return null;
        });
    }

    @Override
    public synchronized void discardBelow(long position) {
        guarded("discard from", () -> {
            recoverOnce();
            while (segments.size() > 1
                    && !isLastWithRecords(segments.get(0))
                    && segments.get(0).isBelow(position)) {
                Segment oldest = segments.get(0);
                Interrupts.shield(() -> {
                    files.delete(oldest);
                    return null;
                });
                segments.remove(0);
            }
            return null;
        });
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closeWriter();
        }
    }

    private static int endOfFrame(List<Entry> entries, int from) {
        long payload = 0;
        int to = from;
        while (to < entries.size()) {
            payload += Frame.RECORD_HEADER + entries.get(to).data().length;
            if (payload > Frame.MAX_PAYLOAD) {
                break;
            }
            to++;
        }
        return to;
    }

    private void appendFrame(List<Entry> records) throws IOException {
        int payload = 0;
        for (Entry entry : records) {
            payload += Frame.RECORD_HEADER + entry.data().length;
        }
        Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        if (last == null || (!last.isEmpty() && (long) last.end() + Frame.size(payload) > sizes.segment())) {
            last = beginSegment(last);
        }
        Segment target = last;
        int end = Interrupts.shield(() -> writer.append(target.end(), records));
        target.appended(records, end);
    }

    private Segment beginSegment(Segment last) throws IOException {
        long sequence = last == null ? 0 : last.header().sequence() + 1;
        long framesBefore = last == null ? 0 : last.framesThrough();
        Segment next = Interrupts.shield(() -> files.create(sequence, framesBefore, sizes.chunk()));
        closeWriter();
        segments.add(next);
        writer = new SegmentWriter(next, sizes.chunk(), buffer);
        return next;
    }

    private void recoverOnce() throws IOException {
        if (!recovered) {
            recover();
        }
    }

    /** Reads everything, and makes the last segment fit to be written to. */
    private List<Entry> recover() throws IOException {
        List<Entry> records = new ArrayList<>();
        Segment previous = null;
        for (Segment segment : segments) {
            if (previous != null && previous.framesThrough() != segment.header().framesBefore()) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        "the vote journal is damaged: frames are missing at the end of " + previous.file());
            }
            byte[] bytes = read(segment);
            SegmentScan scan = SegmentScan.of(bytes, segment.header(), segment.file());
            segment.found(scan);
            records.addAll(scan.records());
            previous = segment;
            if (segment == segments.get(segments.size() - 1)) {
                writer = new SegmentWriter(segment, sizes.chunk(), buffer);
                Interrupts.shield(() -> {
                    writer.restore(bytes, scan);
                    Directories.sync(files.directory());
                    return null;
                });
            }
        }
        recovered = true;
        return records;
    }

    private byte[] read(Segment segment) throws IOException {
        long most = Math.max(
                sizes.segment(), (long) SegmentScan.FIRST_FRAME + Frame.size(Frame.MAX_PAYLOAD) + sizes.chunk());
        return Interrupts.shield(() -> files.read(segment, most));
    }

    /** The last record is in the last segment, or, when that was made but never written to, in the one before. */
    private boolean isLastWithRecords(Segment segment) {
        int last = segments.size() - 1;
        return segments.get(last).isEmpty() && segment == segments.get(last - 1);
    }

    private <T> T guarded(String doing, Interrupts.Work<T> work) {
        if (closed) {
            throw Failures.closed("the vote journal in " + files.directory());
        }
        if (failure != null) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "the vote journal failed before, so the store must be opened again: " + failure.getMessage(),
                    failure);
        }
        try {
            return work.run();
        } catch (IOException e) {
            failure = Failures.of("cannot " + doing + " the vote journal in", files.directory(), e);
        } catch (StorageException e) {
            failure = e;
        }
        throw failure;
    }

    private void closeWriter() {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                // Every frame was synced when it was written, so there is nothing left that closing could lose.
                LOG.warn("closing a segment of the vote journal in {} failed", files.directory(), e);
            }
            writer = null;
        }
    }
}
