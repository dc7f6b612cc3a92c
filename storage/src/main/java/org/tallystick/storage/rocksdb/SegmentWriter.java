package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.tallystick.spi.storage.VoteJournal;

/**
 * Writes frames to one segment and syncs them. The file is filled with zeros ahead of the frames, so that syncing a
 * frame writes its own bytes and no metadata of the file system. Guarded by the {@link SegmentedJournal}.
 */
final class SegmentWriter implements AutoCloseable {
    /** Writing zeros ahead of a frame of this size costs more than the metadata that it saves. */
    private static final int LARGE = 256 << 10;

    private final Path file;
    private final long sequence;
    private final int chunk;
    private final ByteBuffer buffer;
    private final CRC32C crc = new CRC32C();
    private FileChannel channel;
    private long allocated;

    /**
     * Makes no file and opens none.
     *
     * @param chunk the file grows by multiples of this
     * @param buffer what goes to the file goes through here; shared with earlier and later writers
     */
    SegmentWriter(Segment segment, int chunk, ByteBuffer buffer) {
        this.file = segment.file();
        this.sequence = segment.header().sequence();
        this.chunk = chunk;
        this.buffer = buffer;
    }

    private FileChannel channel() throws IOException {
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            allocated = channel.size();
        }
        return channel;
    }

    /** Writes a frame and makes it durable; returns the offset after it. Doing it again does the same. */
    int append(int offset, List<VoteJournal.Entry> records) throws IOException {
        int length = payloadCrc(records);
        int end = offset + Frame.size(length);
        FileChannel out = channel();
        if (end - offset < LARGE) {
            allocate(end);
        }
        buffer.clear();
        int payloadCrc = (int) crc.getValue();
        buffer.putInt(length)
                .putInt(payloadCrc)
                .putInt(Frame.headerCrc(sequence, offset, length, payloadCrc))
                .putInt(Frame.MARKER);
        long written = offset;
        for (VoteJournal.Entry entry : records) {
            written = room(Frame.RECORD_HEADER, written);
            buffer.putLong(entry.position()).putInt(entry.data().length);
            for (int from = 0; from < entry.data().length; ) {
                written = room(1, written);
                int count = Math.min(buffer.remaining(), entry.data().length - from);
                buffer.put(entry.data(), from, count);
                from += count;
            }
        }
        written = room(Frame.ALIGNMENT, written);
        for (long at = written + buffer.position(); at < end; at++) {
            buffer.put(Frame.PADDING);
        }
        flush(written);
        out.force(false);
        allocated = Math.max(allocated, end);
        return end;
    }

    /** Computes the checksum of the payload, and returns its length. */
    private int payloadCrc(List<VoteJournal.Entry> records) {
        crc.reset();
        int length = 0;
        for (VoteJournal.Entry entry : records) {
            buffer.clear().putLong(entry.position()).putInt(entry.data().length).flip();
            crc.update(buffer);
            crc.update(entry.data(), 0, entry.data().length);
            length += Frame.RECORD_HEADER + entry.data().length;
        }
        return length;
    }

    /** Sees to it that the buffer has room, and returns where its first byte goes. */
    private long room(int bytes, long written) throws IOException {
        return buffer.remaining() >= bytes ? written : flush(written);
    }

    private long flush(long at) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
        buffer.clear();
        return at;
    }

    /** Fills the file with zeros at least up to an offset, durably. */
    private void allocate(long upTo) throws IOException {
        FileChannel out = channel();
        if (upTo > allocated) {
            long target = (upTo + chunk - 1) / chunk * chunk;
            zero(allocated, target);
            out.force(true);
            allocated = target;
        }
    }

    /** Makes the last frame durable again, which an earlier failed sync may not have done, and erases what follows. */
    void restore(byte[] bytes, SegmentScan scan) throws IOException {
        FileChannel out = channel();
        ByteBuffer lastFrame = ByteBuffer.wrap(bytes, scan.lastFrame(), scan.end() - scan.lastFrame());
        long at = scan.lastFrame();
        while (lastFrame.hasRemaining()) {
            at += out.write(lastFrame, at);
        }
        zero(scan.end(), scan.dirtyEnd());
        out.force(true);
    }

    private void zero(long from, long to) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
        while (from < to) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - from));
            from += channel.write(buffer, from);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
