package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;

class StateRootTest {
    @Test
    void rootOfLeavesInOrderIsThatOfTheTrie() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Map<Hash, Hash> leaves = new TreeMap<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                Hash near = leaves.isEmpty()
                        ? hash(random)
                        : leaves.keySet().iterator().next();
                leaves.put(random.nextInt(3) == 0 ? sibling(near, random.nextInt(256)) : hash(random), hash(random));
            }
            StateRoot root = new StateRoot();
            leaves.forEach(root::add);
            List<StateTree.Change> changes = new ArrayList<>();
            leaves.forEach((key, value) -> changes.add(new StateTree.Change(key, value)));
            assertThat(root.root())
                    .as("seed " + seed)
                    .isEqualTo(BucketTrie.inMemory().with(changes).root());
        }
    }

    @Test
    void keysOutOfOrderAreRefused() {
        StateRoot root = new StateRoot();
        root.add(Hash.ofWords(1, 0, 0, 0), Hash.ZERO);
        assertThatThrownBy(() -> root.add(Hash.ofWords(1, 0, 0, 0), Hash.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Hash hash(Random random) {
        return Hash.ofWords(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    /** A key that parts from another at a bit. */
    private static Hash sibling(Hash key, int bit) {
        byte[] bytes = key.toArray();
        bytes[bit / 8] ^= (byte) (0x80 >> (bit % 8));
        return Hash.of(bytes);
    }
}
