package org.tallystick.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;

class PointCacheTest {
    private final Random random = new Random(5);
    private final FieldElement found = new FieldElement();

    private Bytes key() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return Bytes.wrap(key);
    }

    private boolean isFound(PointCache cache, Bytes key, long x) {
        if (!cache.find(Bytes.copyOf(key.toArray()), found)) {
            return false;
        }
        found.subtract(found, FieldElement.of(x));
        assertThat(found.isZero()).isTrue();
        return true;
    }

    @Test
    void whatIsRememberedIsThatKeysOwn() {
        PointCache cache = new PointCache(4_096);
        Bytes[] keys = new Bytes[3_000];
        for (int i = 0; i < keys.length; i++) { // grows on the way
            keys[i] = key();
            assertThat(cache.find(keys[i], found)).isFalse();
            cache.put(keys[i], FieldElement.of(i + 1));
            assertThat(isFound(cache, keys[i], i + 1)).isTrue();
        }
        int there = 0;
        for (int i = 0; i < keys.length; i++) {
            there += isFound(cache, keys[i], i + 1) ? 1 : 0;
        }
        assertThat(there).isGreaterThan(2_500);
    }

    @Test
    void keysThatDifferInOneBitAreTold() {
        PointCache cache = new PointCache(256);
        Bytes key = key();
        cache.put(key, FieldElement.of(1));
        for (int bit = 0; bit < 256; bit++) {
            byte[] other = key.toArray();
            other[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(cache.find(Bytes.wrap(other), found)).isFalse();
        }
    }

    @Test
    void keysMadeToMeetInOnePlacePushEachOtherOutAndNothingElse() {
        PointCache cache = new PointCache(256);
        Bytes bystander = key();
        cache.put(bystander, FieldElement.of(7));
        byte[] like = key().toArray();
        for (int i = 0; i < 1_000; i++) {
            like[31] = (byte) i; // what decides the place stays
            like[30] = (byte) (i >> 8);
            cache.put(Bytes.copyOf(like), FieldElement.of(i + 1));
            assertThat(isFound(cache, Bytes.copyOf(like), i + 1)).isTrue();
        }
        assertThat(isFound(cache, bystander, 7)).isTrue();
    }

    @Test
    void thereAreNeverMorePlacesThanAllowed() {
        PointCache cache = new PointCache(300);
        int there = 0;
        Bytes[] keys = new Bytes[5_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key();
            cache.put(keys[i], FieldElement.of(i + 1));
        }
        for (int i = 0; i < keys.length; i++) {
            there += isFound(cache, keys[i], i + 1) ? 1 : 0;
        }
        assertThat(there).isBetween(256, 512);
    }

    @Test
    void aKeyThatNobodyHasIsNotFoundInWhatIsEmpty() {
        PointCache cache = new PointCache(256);
        assertThat(cache.find(Bytes.wrap(new byte[32]), found)).isFalse();
        cache.put(Bytes.wrap(new byte[32]), FieldElement.of(0));
        assertThat(cache.find(Bytes.wrap(new byte[32]), found)).isFalse();
    }

    @Test
    void withRoomForNoneNothingIsRemembered() {
        PointCache cache = new PointCache(0);
        Bytes key = key();
        cache.put(key, FieldElement.of(1));
        assertThat(cache.find(key, found)).isFalse();
    }
}
