package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;

/**
 * A process that writes is killed at random moments, again and again over the same directory: what it has acknowledged
 * must be there, and every batch as a whole or not at all. More rounds with {@code -Dtallystick.kills=200}.
 */
class RocksDbKillTest {
    private static final int ROUNDS = Integer.getInteger("tallystick.kills", 4);

    @TempDir
    Path directory;

    @Test
    void a_killed_process_loses_nothing_that_it_acknowledged() throws Exception {
        Random random = new Random(21);
        Durable known = new Durable(-1, -1);
        for (int round = 0; round < ROUNDS; round++) {
            Durable acknowledged = runAndKill(known, 1 + random.nextInt(150));
            try (LedgerStore store = RocksDbStorage.at(directory).open(Hash.ZERO, 1)) {
                known = new Durable(
                        requireCommits(store, acknowledged.commits),
                        requireVotes(store.journal().replay(), acknowledged.votes));
            }
        }
    }

    @Test
    void a_directory_open_in_another_process_is_locked_until_that_is_gone() throws Exception {
        Process other = ChildProcess.start(KilledWriter.class, directory);
        try (BufferedReader lines = other.inputReader(UTF_8)) {
            assertThat(lines.readLine()).isNotNull();
            assertThatThrownBy(() -> RocksDbStorage.at(directory).open(Hash.ZERO, 1))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            thrown -> assertThat(thrown.kind()).isEqualTo(StorageException.Kind.LOCKED))
                    .hasMessageContaining(directory.toString());
        } finally {
            ChildProcess.kill(other);
        }
        RocksDbStorage.at(directory).open(Hash.ZERO, 1).close();
    }

    /** The highest numbers that were made durable; -1 for none. */
    private record Durable(long commits, long votes) {}

    private Durable runAndKill(Durable before, int linesBefore) throws Exception {
        Process writer = ChildProcess.start(KilledWriter.class, directory);
        long commits = before.commits;
        long votes = before.votes;
        try (BufferedReader output = writer.inputReader(UTF_8)) {
            int lines = 0;
            // After the kill the pipe still holds what was acknowledged and not read yet.
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "commit" -> commits = Long.parseLong(words[1]);
                    case "vote" -> votes = Long.parseLong(words[1]);
                    default -> throw new IllegalStateException("the writer failed: " + line);
                }
                lines++;
                if (lines == linesBefore) {
                    ChildProcess.kill(writer);
                }
            }
            assertThat(lines).isGreaterThanOrEqualTo(linesBefore);
        } finally {
            ChildProcess.kill(writer);
        }
        return new Durable(commits, votes);
    }

    private static long requireCommits(LedgerStore store, long acknowledged) {
        long head = KilledWriter.head(store);
        assertThat(head).isBetween(acknowledged, acknowledged + 1);
        for (String name : KilledWriter.STATE) {
            assertThat(store.get(Column.STATE, name.getBytes(UTF_8))).isEqualTo(KilledWriter.key(head));
        }
        for (long number = 0; number <= head; number++) {
            assertThat(store.get(Column.BODIES, KilledWriter.key(number))).isEqualTo(KilledWriter.body(number));
        }
        assertThat(store.get(Column.BODIES, KilledWriter.key(head + 1))).isNull();
        return head;
    }

    private static long requireVotes(List<VoteJournal.Entry> records, long acknowledged) {
        long last = KilledWriter.lastVote(records);
        assertThat(last).isBetween(acknowledged, acknowledged + 1);
        for (int i = 0; i < records.size(); i++) {
            VoteJournal.Entry entry = records.get(i);
            assertThat(entry.position()).isEqualTo(records.get(0).position() + i);
            assertThat(entry.data()).isEqualTo(KilledWriter.vote(entry.position()));
        }
        return last;
    }
}
