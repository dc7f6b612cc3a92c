package org.tallystick.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Hash;

class IdSetTest {
    @Test
    void knowsWhatWasAddedAndCountsWhatIsMissing() {
        Random random = new Random(7);
        IdSet all = new IdSet();
        IdSet most = new IdSet();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[Hash.SIZE];
            random.nextBytes(bytes);
            Hash id = Hash.of(bytes);
            assertThat(all.add(id)).isTrue();
            assertThat(all.add(id)).isFalse();
            assertThat(most.contains(id)).isFalse();
            if (i % 100 != 0) {
                most.add(id);
                assertThat(most.contains(id)).isTrue();
            }
        }
        assertThat(all.size()).isEqualTo(20_000);
        assertThat(most.missing(all)).isEqualTo(200);
        assertThat(all.missing(most)).isZero();
    }
}
