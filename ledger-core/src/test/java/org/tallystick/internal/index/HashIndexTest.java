package org.tallystick.internal.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tallystick.model.Hash;

class HashIndexTest {
    /** Most of them begin with one of four values, so that many want the same slot. */
    private static Hash hash(int number) {
        byte[] bytes = new byte[Hash.SIZE];
        bytes[7] = (byte) (number % 5 == 0 ? number : number & 3);
        bytes[31] = (byte) number;
        bytes[30] = (byte) (number >>> 8);
        return Hash.of(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void findsWhatIsThereAndNothingElse(int room) {
        HashIndex index = new HashIndex(room);
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
