package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What opening and closing leaves behind in the process: nothing, but for RocksDB's own few shared threads. */
@EnabledOnOs(OS.LINUX)
class RocksDbResourcesTest {
    private static final int WARM_UP = 10;

    @TempDir
    Path directory;

    @Test
    void fifty_openings_leave_no_file_thread_or_native_memory() throws Exception {
        List<long[]> rounds;
        Process opener = ChildProcess.start(RepeatedOpener.class, directory.toRealPath());
        try (BufferedReader output = opener.inputReader(UTF_8)) {
            rounds = output.lines()
                    .map(line -> Stream.of(line.split(" "))
                            .mapToLong(Long::parseLong)
                            .toArray())
                    .toList();
        } finally {
            ChildProcess.kill(opener);
        }
        assertThat(rounds).hasSize(RepeatedOpener.ROUNDS);
        long[] early = rounds.get(WARM_UP);
        long[] late = rounds.get(RepeatedOpener.ROUNDS - 1);
        assertThat(rounds)
                .allSatisfy(round -> assertThat(round[0]).as("open files").isZero());
        assertThat(late[1]).as("threads").isLessThanOrEqualTo(early[1]).isLessThanOrEqualTo(4);
        // One open store takes 20 MiB and more; fifty that were leaked would take a gigabyte.
        assertThat(late[2] - early[2]).as("growth in KiB").isLessThan(16 << 10);
    }
}
