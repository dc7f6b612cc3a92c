package org.tallystick.examples.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** How long it takes until 256 bytes are on disk: a write into a file that has its size, and an fdatasync. */
final class SyncProbe {
    private static final int SIZE = 256;
    private static final int FILE = 1 << 20;
    private static final int MOST = ControlCodec.MAX_LIST;

    private SyncProbe() {}

    /** Times in nanoseconds, one after another for some time, in a file below a directory that is removed again. */
    static List<Long> measure(Path directory, long nanos) throws IOException {
        Path path = directory.resolve("sync-probe.tmp");
        List<Long> times = new ArrayList<>();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(FILE));
            file.force(true);
            ByteBuffer vote = ByteBuffer.allocateDirect(SIZE);
            long start = System.nanoTime();
            for (long before = start; before - start < nanos && times.size() < MOST; ) {
                vote.clear();
                file.write(vote, (long) times.size() * SIZE % FILE);
                file.force(false);
                long after = System.nanoTime();
                times.add(after - before);
                before = after;
            }
        } finally {
            Files.deleteIfExists(path);
        }
        return times;
    }
}
