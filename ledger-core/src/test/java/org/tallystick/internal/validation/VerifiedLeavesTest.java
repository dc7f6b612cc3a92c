package org.tallystick.internal.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;

class VerifiedLeavesTest {
    /** Hashes of which many want the same slot, some of those at the end of the table. */
    private static Hash hash(int number) {
        byte[] bytes = new byte[Hash.SIZE];
        bytes[3] = (byte) (number % 7 == 0 ? 0xFF : number % 3);
        bytes[31] = (byte) number;
        bytes[30] = (byte) (number >>> 8);
        return Hash.of(bytes);
    }

    @Test
    void remembersTheLastOnesAndNoOthers() {
        for (int bound : new int[] {1, 2, 3, 5, 8, 13, 100}) {
            VerifiedLeaves leaves = new VerifiedLeaves(bound, 1);
            Set<Integer> model = new LinkedHashSet<>();
            SplittableRandom random = new SplittableRandom(bound);
            int numbers = 3 * bound + 2;
            for (int step = 0; step < 2_000; step++) {
                int number = random.nextInt(numbers);
                leaves.add(hash(number));
                if (model.add(number) && model.size() > bound) {
                    Iterator<Integer> oldest = model.iterator();
                    oldest.next();
                    oldest.remove();
                }
                for (int any = 0; any < numbers; any++) {
                    assertThat(leaves.contains(hash(any)))
                            .as("%d of %s, bound %d", any, model, bound)
                            .isEqualTo(model.contains(any));
                }
            }
        }
    }
}
