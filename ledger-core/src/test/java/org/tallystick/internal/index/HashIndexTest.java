package org.tallystick.internal.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.model.Hash;

class HashIndexTest {
    /** As someone can find who tries 2^18 times for each, and knows how the table is made but not the salt. */
    @ParameterizedTest
    @ValueSource(ints = {0, 18})
    void whatIsChosenToMeetIsScattered(int firstBitThatDiffers) {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 20; round++) {
            HashIndex index = new HashIndex(1 << 16, random.nextInt());
            Set<Integer> homes = new HashSet<>();
            for (int i = 0; i < 1_000; i++) {
                byte[] bytes = new byte[Hash.SIZE];
                ByteBuffer.wrap(bytes).putLong((long) i << firstBitThatDiffers);
                homes.add(index.home(Hash.of(bytes)));
            }
            assertThat(homes).hasSizeGreaterThan(900);
        }
    }

    /** Most of them begin with one of four values, so that many want the same slot. */
    private static Hash hash(int number) {
        byte[] bytes = new byte[Hash.SIZE];
        bytes[7] = (byte) (number % 5 == 0 ? number : number & 3);
        bytes[31] = (byte) number;
        bytes[30] = (byte) (number >>> 8);
        return Hash.of(bytes);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "7, 1", "64, 1", "1, 7", "3, 1640531527", "64, 1640531527"})
    void findsWhatIsThereAndNothingElse(int room, int salt) {
        HashIndex index = new HashIndex(room, salt);
        SplittableRandom random = new SplittableRandom(room);
        Map<Integer, Integer> places = new HashMap<>(); // by number; a model
        Map<Integer, Integer> numbers = new HashMap<>(); // by place
        for (int step = 0; step < 3_000; step++) {
            int place = random.nextInt(index.room());
            int number = random.nextInt(3 * index.room());
            if (numbers.containsKey(place)) {
                index.remove(place);
                places.remove(numbers.remove(place));
            } else if (!places.containsKey(number)) {
                index.put(place, hash(number));
                places.put(number, place);
                numbers.put(place, number);
            }
            if (step % 500 == 499) {
                index.grow(index.room() + random.nextInt(1, 20));
            }
            for (int any = 0; any < 3 * index.room(); any++) {
                assertThat(index.find(hash(any)))
                        .as("%d in step %d", any, step)
                        .isEqualTo(places.getOrDefault(any, -1));
            }
        }
    }
}
