package org.tallystick.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal.Entry;

class SegmentedJournalTest {
    private static final Hash CHAIN = Hash.fromHex("ab".repeat(32));
    private static final SegmentedJournal.Sizes SMALL = new SegmentedJournal.Sizes(16 << 10, 8 << 10);

    @TempDir
    Path directory;

    private SegmentedJournal journal;

    @BeforeEach
    void open() {
        journal = SegmentedJournal.open(directory, CHAIN, SMALL);
    }

    private void reopen() {
        journal.close();
        open();
    }

    @Test
    void an_append_cut_short_at_any_byte_is_dropped_and_the_rest_is_kept_and_goes_on() throws IOException {
        journal.append(List.of(entry(1, 100)));
        byte[] before = Files.readAllBytes(onlySegment());
        journal.append(List.of(entry(2, 150), entry(3, 290))); // over a sector's end
        journal.close();
        byte[] after = Files.readAllBytes(onlySegment());
        int end = lastNonZero(after) + 1;
        for (int cut = lastNonZero(before) + 1; cut < end; cut++) {
            byte[] torn = after.clone();
            java.util.Arrays.fill(torn, cut, torn.length, (byte) 0);
            Files.write(onlySegment(), torn);
            open();
            assertThat(positions()).as("cut at " + cut).containsExactly(1L);
            if (cut % 64 == 3) {
                journal.append(List.of(entry(4, 50)));
                reopen();
                assertThat(positions()).as("appended after a cut at " + cut).containsExactly(1L, 4L);
            }
            journal.close();
        }
    }

    @Test
    void an_append_of_which_any_sectors_are_missing_is_dropped() throws IOException {
        journal.append(List.of(entry(1, 100)));
        int start = lastNonZero(Files.readAllBytes(onlySegment())) + 1;
        journal.append(List.of(entry(2, 900), entry(3, 1000)));
        journal.close();
        byte[] whole = Files.readAllBytes(onlySegment());
        int firstSector = start / 512;
        int sectors = lastNonZero(whole) / 512 - firstSector + 1;
        assertThat(sectors).isGreaterThanOrEqualTo(4);
        for (int present = 0; present < (1 << sectors) - 1; present++) {
            byte[] torn = whole.clone();
            for (int i = 0; i < sectors; i++) {
                if ((present >> i & 1) == 0) {
                    int from = Math.max(start, (firstSector + i) * 512);
                    java.util.Arrays.fill(torn, from, (firstSector + i + 1) * 512, (byte) 0);
                }
            }
            Files.write(onlySegment(), torn);
            open();
            assertThat(positions()).containsExactly(1L);
            journal.append(List.of(entry(4, 300)));
            reopen();
            assertThat(positions()).containsExactly(1L, 4L);
            journal.close();
        }
    }

    @Test
    void a_file_that_ends_within_the_last_append_is_a_cut_too() throws IOException {
        journal.append(List.of(entry(1, 100)));
        int start = lastNonZero(Files.readAllBytes(onlySegment())) + 1;
        journal.append(List.of(entry(2, 300)));
        journal.close();
        byte[] whole = Files.readAllBytes(onlySegment());
        int end = lastNonZero(whole) + 1;
        for (int length : new int[] {start, start + 1, start + 15, start + 16, start + 200, end - 1}) {
            Files.write(onlySegment(), java.util.Arrays.copyOf(whole, length));
            open();
            assertThat(positions()).containsExactly(1L);
            journal.append(List.of(entry(3, 300)));
            reopen();
            assertThat(positions()).containsExactly(1L, 3L);
            journal.close();
        }
    }

    @Test
    void a_flipped_bit_anywhere_in_a_frame_is_damage_in_the_last_frame_too() throws IOException {
        journal.append(List.of(entry(1, 60)));
        journal.append(List.of(entry(2, 60), entry(3, 30)));
        journal.close();
        byte[] whole = Files.readAllBytes(onlySegment());
        int end = lastNonZero(whole) + 1;
        for (int at = SegmentScan.FIRST_FRAME; at < end; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << bit);
                Files.write(onlySegment(), flipped);
                open();
                assertKind("bit " + bit + " of " + at, StorageException.Kind.CORRUPT, () -> journal.replay());
                assertKind("afterwards", StorageException.Kind.IO, () -> journal.append(List.of(entry(9, 1))));
                journal.close();
            }
        }
        Files.write(onlySegment(), whole);
        open();
        assertThat(positions()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_zeroed_frame_before_a_sound_one_is_damage() throws IOException {
        journal.append(List.of(entry(1, 600)));
        int start = lastNonZero(Files.readAllBytes(onlySegment())) + 1;
        journal.append(List.of(entry(2, 600)));
        int end = lastNonZero(Files.readAllBytes(onlySegment())) + 1;
        journal.append(List.of(entry(3, 600)));
        journal.close();
        byte[] damaged = Files.readAllBytes(onlySegment());
        java.util.Arrays.fill(damaged, start, end, (byte) 0);
        Files.write(onlySegment(), damaged);
        open();
        assertKind("replay", StorageException.Kind.CORRUPT, () -> journal.replay());
    }

    @Test
    void a_flipped_bit_in_a_header_is_damage() throws IOException {
        journal.append(List.of(entry(1, 60)));
        journal.close();
        byte[] whole = Files.readAllBytes(onlySegment());
        for (int at = 0; at < SegmentHeader.SIZE; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(onlySegment(), flipped);
            assertKind("byte " + at, StorageException.Kind.CORRUPT, this::open);
        }
    }

    @Test
    void a_frame_of_another_segment_does_not_count() throws IOException {
        fill(0, 40);
        List<Path> segments = segments();
        journal.close();
        byte[] first = Files.readAllBytes(segments.get(0));
        byte[] second = Files.readAllBytes(segments.get(1));
        System.arraycopy(first, SegmentScan.FIRST_FRAME, second, SegmentScan.FIRST_FRAME, 4096);
        Files.write(segments.get(1), second);
        open();
        assertKind("replay", StorageException.Kind.CORRUPT, () -> journal.replay());
    }

    @Test
    void a_segment_that_is_missing_cut_or_of_another_chain_is_refused() throws IOException {
        fill(0, 60);
        List<Path> segments = segments();
        assertThat(segments).hasSizeGreaterThan(3);
        journal.close();
        assertKind(
                "chain", StorageException.Kind.WRONG_CHAIN, () -> SegmentedJournal.open(directory, Hash.ZERO, SMALL));
        byte[] second = Files.readAllBytes(segments.get(1));
        Files.delete(segments.get(1));
        assertKind("missing", StorageException.Kind.CORRUPT, this::open);
        byte[] cut = second.clone();
        java.util.Arrays.fill(cut, lastNonZero(cut) - 40, cut.length, (byte) 0);
        Files.write(segments.get(1), cut);
        open();
        assertKind("cut", StorageException.Kind.CORRUPT, () -> journal.replay());
        Files.write(segments.get(1), java.util.Arrays.copyOf(second, SegmentScan.FIRST_FRAME));
        reopen();
        assertKind("emptied", StorageException.Kind.CORRUPT, () -> journal.replay());
        journal.close();
        Files.write(segments.get(1), second);
        open();
        assertThat(positions()).hasSize(60);
    }

    @Test
    void whole_segments_are_removed_but_never_the_one_with_the_last_record() throws IOException {
        fill(0, 60);
        int before = segments().size();
        journal.discardBelow(30);
        assertThat(segments()).hasSizeLessThan(before);
        assertThat(positions()).contains(30L, 59L).isSorted();
        journal.discardBelow(Long.MAX_VALUE);
        assertThat(segments()).hasSize(1);
        assertThat(positions()).endsWith(59L);
        reopen();
        fill(60, 100);
        assertThat(positions()).contains(59L, 99L).isSorted();
    }

    @Test
    void a_segment_begun_but_never_written_to_does_not_make_the_last_record_forgettable() throws IOException {
        fill(0, 5);
        journal.close();
        new SegmentFiles(directory, CHAIN).create(1, 5, SMALL.chunk());
        Files.write(directory.resolve("new.tmp"), new byte[100]);
        open();
        journal.discardBelow(Long.MAX_VALUE);
        assertThat(positions()).containsExactly(0L, 1L, 2L, 3L, 4L);
        fill(5, 6);
        journal.discardBelow(Long.MAX_VALUE);
        assertThat(positions()).containsExactly(5L);
        reopen();
        assertThat(positions()).containsExactly(5L);
    }

    @Test
    void files_of_others_in_the_directory_are_left_alone() throws IOException {
        Files.write(directory.resolve("notes.txt"), new byte[10]);
        fill(0, 3);
        reopen();
        assertThat(positions()).hasSize(3);
        assertThat(directory.resolve("notes.txt")).exists();
    }

    @Test
    void an_append_larger_than_a_segment_gets_one_of_its_own() {
        fill(0, 3);
        journal.append(List.of(entry(3, 100_000)));
        fill(4, 6);
        assertThat(positions()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        reopen();
        assertThat(positions()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void an_interrupted_thread_appends_all_the_same_and_stays_interrupted() {
        for (int i = 0; i < 40; i++) {
            Thread.currentThread().interrupt();
            journal.append(List.of(entry(i, 600)));
            assertThat(Thread.interrupted()).isTrue();
        }
        Thread.currentThread().interrupt();
        journal.discardBelow(10);
        assertThat(journal.replay()).isNotEmpty();
        assertThat(Thread.interrupted()).isTrue();
        reopen();
        assertThat(positions()).endsWith(39L).isSorted();
    }

    @Test
    void interrupts_during_appends_break_nothing() throws Exception {
        AtomicInteger appended = new AtomicInteger();
        Thread appender = new Thread(() -> {
            while (appended.get() < 200) {
                fill(appended.get(), appended.get() + 1);
                appended.incrementAndGet();
            }
        });
        appender.start();
        for (int seen = 0; appender.isAlive(); ) {
            if (appended.get() > seen) {
                seen = appended.get();
                appender.interrupt();
            }
            Thread.onSpinWait();
        }
        assertThat(positions()).hasSize(200).isSorted();
        reopen();
        assertThat(positions()).hasSize(200).isSorted();
    }

    @Test
    void after_a_failed_write_everything_is_refused_until_opened_again() throws IOException {
        fill(0, 3);
        Path hidden = directory.resolveSibling("hidden");
        Files.move(directory, hidden);
        assertKind("append", StorageException.Kind.IO, () -> fill(3, 40)); // needs a new segment on the way
        Files.move(hidden, directory);
        assertKind("append", StorageException.Kind.IO, () -> fill(90, 91));
        assertKind("replay", StorageException.Kind.IO, () -> journal.replay());
        assertKind("discard", StorageException.Kind.IO, () -> journal.discardBelow(1));
        reopen();
        List<Long> kept = positions();
        assertThat(kept).isSorted().startsWith(0L, 1L, 2L).doesNotContain(90L);
        fill(100, 101);
        assertThat(positions()).hasSize(kept.size() + 1);
    }

    @Test
    void random_appends_discards_and_crashes_lose_nothing_that_was_acknowledged() throws IOException {
        Random random = new Random(11);
        long next = 0;
        long bound = 0;
        for (int round = 0; round < 150; round++) {
            List<Entry> group = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                group.add(entry(next++, 1 + random.nextInt(3000)));
            }
            journal.append(group);
            if (random.nextInt(5) == 0) {
                bound = Math.max(bound, next - random.nextInt(40));
                journal.discardBelow(bound);
            }
            if (random.nextInt(4) == 0) {
                scribbleAfterTheEnd(random);
                reopen();
                List<Long> kept = positions();
                assertThat(kept).isSorted().endsWith(next - 1);
                assertThat(kept.get(0)).isLessThanOrEqualTo(Math.min(bound, next - 1));
                assertThat(kept).hasSize((int) (next - kept.get(0)));
            }
        }
    }

    /** What an append that was cut short may leave: some sectors of bytes, but never the start of a frame. */
    private void scribbleAfterTheEnd(Random random) throws IOException {
        List<Path> segments = segments();
        Path last = segments.get(segments.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        int firstFreeSector = lastNonZero(bytes) / 512 + 2;
        if (firstFreeSector * 512 < bytes.length) {
            byte[] noise = new byte[Math.min(1500, bytes.length - firstFreeSector * 512)];
            random.nextBytes(noise);
            try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(noise), firstFreeSector * 512L);
            }
        }
    }

    private void fill(int from, int to) {
        for (int i = from; i < to; i++) {
            journal.append(List.of(entry(i, 1000)));
        }
    }

    private static Entry entry(long position, int size) {
        byte[] data = new byte[size];
        new Random(position).nextBytes(data);
        return new Entry(position, data);
    }

    private List<Long> positions() {
        List<Entry> records = journal.replay();
        for (Entry entry : records) {
            assertThat(entry.data())
                    .isEqualTo(entry(entry.position(), entry.data().length).data());
        }
        return records.stream().map(Entry::position).toList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".votes"))
                    .sorted()
                    .toList();
        }
    }

    private Path onlySegment() throws IOException {
        List<Path> segments = segments();
        assertThat(segments).hasSize(1);
        return segments.get(0);
    }

    private static int lastNonZero(byte[] bytes) {
        int at = bytes.length - 1;
        while (bytes[at] == 0) {
            at--;
        }
        return at;
    }

    private static void assertKind(String what, StorageException.Kind kind, ThrowingCallable action) {
        assertThatThrownBy(action)
                .as(what)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        thrown -> assertThat(thrown.kind()).as(what).isEqualTo(kind));
    }
}
