package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.internal.execution.StateRecords;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StoreReader;

class StateCacheTest {
    private final Map<Hash, byte[]> rows = new HashMap<>();
    private int reads;
    private Runnable afterReading = () -> {};

    private final StoreReader store = new StoreReader() {
        @Override
        public byte[] get(Column column, byte[] key) {
            reads++;
            byte[] row = rows.get(Hash.of(key));
            afterReading.run();
            return row;
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            throw new AssertionError("nobody scans");
        }
    };
    private final StateCache cache = new StateCache(store, 10_000, 1);

    private static HashedKey key(int number) {
        return HashedKey.of(new StateKey("test", Bytes.utf8("key" + number)));
    }

    private void write(HashedKey key, Bytes value) {
        if (value == null) {
            rows.remove(key.hash());
        } else {
            rows.put(key.hash(), StateRecords.record(key.key(), value));
        }
        cache.committed(List.of(Map.of(key, Optional.ofNullable(value))), absent -> false);
    }

    @Test
    void storeIsNotAskedForWhatIsKnownToBeAbsent() {
        cache.lacking(hash -> hash.equals(key(1).hash()));
        assertThat(cache.get(key(1))).isNull();
        assertThat(reads).isZero();
        assertThat(cache.get(key(2))).isNull();
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void whatWasAbsentBeforeACommitIsNotRememberedAsAbsentAfterIt() {
        cache.lacking(hash -> {
            write(key(1), Bytes.utf8("new"));
            cache.committed(fillers(), absent -> false); // drives it out again
            return true;
        });
        assertThat(cache.get(key(1))).isNull();
        assertThat(cache.get(key(1))).isEqualTo(Bytes.utf8("new"));
    }

    private static List<Map<HashedKey, Optional<Bytes>>> fillers() {
        Map<HashedKey, Optional<Bytes>> many = new HashMap<>();
        for (int i = 1_000; i < 2_000; i++) {
            many.put(key(i), Optional.of(Bytes.wrap(new byte[100])));
        }
        return List.of(many, many);
    }

    @Test
    void givesAtAllTimesWhatTheStoreWouldGive() {
        SplittableRandom random = new SplittableRandom(5);
        Map<Integer, Bytes> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int number = random.nextInt(200);
            if (random.nextInt(3) == 0) {
                Bytes value = random.nextInt(4) == 0 ? null : Bytes.wrap(new byte[random.nextInt(100)]);
                model.put(number, value);
                write(key(number), value);
            }
            assertThat(cache.get(key(number))).isEqualTo(model.get(number));
            assertThat(cache.bytes()).isLessThanOrEqualTo(10_000);
        }
        assertThat(reads).isBetween(1, 19_000);
    }

    /** Whoever asks after a block became final never gets a value from before it, whatever else goes on. */
    @Test
    void nobodyGetsAValueThatWasReplacedBeforeHeAsked() throws Exception {
        int keys = 40;
        Map<Hash, byte[]> stored = new ConcurrentHashMap<>();
        StateCache shared = new StateCache(new Stored(stored), 2_000, 1); // so that most is read again and again
        AtomicLongArray committed = new AtomicLongArray(keys);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(3);
        List<Future<Long>> outcomes = new ArrayList<>();
        for (int reader = 0; reader < 3; reader++) {
            SplittableRandom random = new SplittableRandom(reader);
            outcomes.add(readers.submit(() -> {
                long late = 0;
                while (!over.get()) {
                    int number = random.nextInt(keys);
                    long least = committed.get(number);
                    Bytes value = shared.get(key(number));
                    late += value == null
                            ? (least > 0 ? 1 : 0)
                            : value.toBuffer().getLong() < least ? 1 : 0;
                }
                return late;
            }));
        }
        SplittableRandom random = new SplittableRandom(99);
        for (long version = 1; version <= 30_000; version++) {
            int number = random.nextInt(keys);
            Bytes value = Bytes.wrap(
                    ByteBuffer.allocate(8 + random.nextInt(40)).putLong(version).array());
            stored.put(key(number).hash(), StateRecords.record(key(number).key(), value));
            shared.committed(List.of(Map.of(key(number), Optional.of(value))), absent -> false);
            committed.set(number, version);
        }
        over.set(true);
        for (Future<Long> outcome : outcomes) {
            assertThat(outcome.get()).isZero();
        }
        readers.shutdown();
    }

    /** A store whose rows other threads change. */
    private record Stored(Map<Hash, byte[]> rows) implements StoreReader {
        @Override
        public byte[] get(Column column, byte[] key) {
            return rows.get(Hash.of(key));
        }

        @Override
        public void scan(Column column, byte[] from, byte[] to, Visitor visitor) {
            throw new AssertionError("nobody scans");
        }
    }

    @Test
    void whatIsThereAndWhatIsNotIsReadOnce() {
        write(key(1), Bytes.EMPTY);
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get(key(1))).isEqualTo(Bytes.EMPTY);
            assertThat(cache.get(key(2))).isNull();
        }
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void aValueThatWasReadBeforeACommitAndComesBackAfterItIsNotKept() {
        write(key(1), Bytes.utf8("old"));
        StateCache other = new StateCache(store, 10_000, 1);
        afterReading = () -> {
            rows.put(key(1).hash(), StateRecords.record(key(1).key(), Bytes.utf8("new")));
            other.committed(List.of(Map.of(key(1), Optional.of(Bytes.utf8("new")))), absent -> false);
        };
        assertThat(other.get(key(1))).as("as of the block before").isEqualTo(Bytes.utf8("old"));
        afterReading = () -> {};
        assertThat(other.get(key(1))).isEqualTo(Bytes.utf8("new"));
    }

    @Test
    void aValueLargerThanAllTheRoomIsNotKept() {
        Bytes large = Bytes.wrap(new byte[20_000]);
        write(key(1), large);
        assertThat(cache.get(key(1))).isEqualTo(large);
        assertThat(cache.bytes()).isZero();
        assertThat(reads).isPositive();
    }
}
