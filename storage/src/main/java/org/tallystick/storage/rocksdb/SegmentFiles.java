package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StorageException;

/** The directory of a journal: finds, makes and removes segments, durably. */
final class SegmentFiles {
    private static final String SUFFIX = ".votes";
    private static final String UNFINISHED = "new.tmp";
    private static final int BLOCK = 64 << 10;

    private final Path directory;
    private final Hash chainId;

    SegmentFiles(Path directory, Hash chainId) {
        this.directory = directory;
        this.chainId = chainId;
    }

    Path directory() {
        return directory;
    }

    /** The segments that are there, in order, with headers checked and nothing else read. */
    List<Segment> list() throws IOException {
        Files.deleteIfExists(directory.resolve(UNFINISHED));
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> String.valueOf(file.getFileName()).matches("[0-9a-f]{16}\\" + SUFFIX))
                    .sorted()
                    .toList();
        }
        List<Segment> segments = new ArrayList<>();
        for (Path file : files) {
            SegmentHeader header = SegmentHeader.decode(firstBytes(file), file);
            if (!header.chainId().equals(chainId)) {
                throw new StorageException(
                        StorageException.Kind.WRONG_CHAIN,
                        file + " holds votes on chain " + header.chainId() + ", not " + chainId);
            }
            boolean inOrder = segments.isEmpty()
                    || header.sequence()
                            == segments.get(segments.size() - 1).header().sequence() + 1;
            if (!inOrder || !file.equals(path(header.sequence()))) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        "segments of the vote journal are missing: " + file + " does not follow the one before it");
            }
            segments.add(new Segment(file, header));
        }
        return segments;
    }

    private static byte[] firstBytes(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.SIZE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = channel.read(bytes);
            }
        }
        return java.util.Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** All bytes of a segment. */
    byte[] read(Segment segment, long most) throws IOException {
        long size = Files.size(segment.file());
        if (size > most) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    segment.file() + " has " + size + " bytes, and a segment has at most " + most);
        }
        return Files.readAllBytes(segment.file());
    }

    /**
     * Makes a segment with a header, filled with zeros. It gets its name only when its contents are durable, so a
     * segment with a name always has a header. Doing it again does the same.
     */
    Segment create(long sequence, long framesBefore, int size) throws IOException {
        SegmentHeader header = new SegmentHeader(sequence, framesBefore, chainId);
        Path unfinished = directory.resolve(UNFINISHED);
        ByteBuffer contents = ByteBuffer.allocate(SegmentScan.FIRST_FRAME);
        contents.put(header.encode()).rewind();
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int left = size; left > 0; ) {
                contents.limit(Math.min(contents.capacity(), left));
                left -= channel.write(contents);
                if (!contents.hasRemaining()) {
                    contents = ByteBuffer.allocate(BLOCK);
                }
            }
            channel.force(true);
        }
        Files.move(unfinished, path(sequence), StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(directory);
        return new Segment(path(sequence), header);
    }

    /** Removes a segment for good. */
    void delete(Segment segment) throws IOException {
        Files.deleteIfExists(segment.file());
        Directories.sync(directory);
    }

    private Path path(long sequence) {
        return directory.resolve(HexFormat.of().toHexDigits(sequence) + SUFFIX);
    }
}
