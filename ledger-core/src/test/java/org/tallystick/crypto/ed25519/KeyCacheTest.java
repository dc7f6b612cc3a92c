package org.tallystick.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.testkit.Allocation;

class KeyCacheTest {
    private final Random random = new Random(1);

    private Bytes key() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return Bytes.wrap(key);
    }

    @Test
    void aKeyIsWorthItWhenItComesBackAndIsCountedAnewThen() {
        KeyCache cache = new KeyCache(16);
        Bytes key = key();
        assertThat(cache.cameBack(key)).isFalse();
        assertThat(cache.cameBack(Bytes.copyOf(key.toArray()))).isTrue();
        assertThat(cache.cameBack(key)).isFalse();
    }

    @Test
    void keysThatDifferInOneBitAreTold() {
        for (int bit = 0; bit < 256; bit++) {
            KeyCache cache = new KeyCache(16);
            byte[] key = key().toArray();
            cache.cameBack(Bytes.copyOf(key));
            key[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(cache.cameBack(Bytes.wrap(key))).isFalse();
        }
    }

    @Test
    void mostKeysOfAFewAreRemembered() {
        KeyCache cache = new KeyCache(1_024);
        Bytes[] keys = new Bytes[256];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key();
            cache.cameBack(keys[i]);
        }
        int back = 0;
        for (Bytes key : keys) {
            back += cache.cameBack(key) ? 1 : 0;
        }
        assertThat(back).isGreaterThan(200);
    }

    @Test
    void withRoomForNoneNothingIsWorthIt() {
        KeyCache cache = new KeyCache(0);
        Bytes key = key();
        cache.cameBack(key);
        assertThat(cache.cameBack(key)).isFalse();
        cache.put(key, new Multiples[0]);
        assertThat(cache.find(key)).isNull();
    }

    @Test
    void aKeyThatDoesNotComeBackAllocatesNothing() {
        KeyCache cache = new KeyCache(64);
        Bytes[] keys = new Bytes[2_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key();
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            least = Math.min(least, Allocation.during(() -> {
                for (Bytes key : keys) {
                    cache.cameBack(key);
                }
            }));
        }
        assertThat(least / keys.length).isZero();
    }
}
