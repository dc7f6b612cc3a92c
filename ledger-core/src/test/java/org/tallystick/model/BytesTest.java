package org.tallystick.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.Sha256;

class BytesTest {
    private final SplittableRandom random = new SplittableRandom(7);

    private byte[] bytes(int length) {
        byte[] made = new byte[length];
        random.nextBytes(made);
        return made;
    }

    @Test
    void aSliceIsInNothingDifferentFromACopyOfTheSameBytes() {
        for (int round = 0; round < 2_000; round++) {
            byte[] all = bytes(random.nextInt(200));
            int from = random.nextInt(all.length + 1);
            int length = random.nextInt(all.length - from + 1);
            int deeper = random.nextInt(length + 1);
            byte[] plain = Arrays.copyOfRange(all, from + deeper, from + length);
            Bytes copy = Bytes.copyOf(plain);
            Bytes slice = Bytes.wrap(all).slice(from, length).slice(deeper, length - deeper);

            assertThat(slice).isEqualTo(copy).hasSameHashCodeAs(copy).isEqualByComparingTo(copy);
            assertThat(slice.toArray()).isEqualTo(plain);
            assertThat(slice.toString()).isEqualTo(copy.toString());
            assertThat(slice.toHex()).isEqualTo(copy.toHex());
            assertThat(slice.toUtf8()).isEqualTo(copy.toUtf8());
            assertThat(slice.toBuffer()).isEqualTo(ByteBuffer.wrap(plain));
            assertThat(Sha256.hash(slice)).isEqualTo(Sha256.hash(plain));
            byte[] target = new byte[plain.length + 3];
            slice.copyTo(target, 3);
            assertThat(Arrays.copyOfRange(target, 3, target.length)).isEqualTo(plain);
            Bytes other = Bytes.copyOf(bytes(plain.length));
            assertThat(Integer.signum(slice.compareTo(other))).isEqualTo(Integer.signum(copy.compareTo(other)));
            assertThat(slice.equals(other)).isEqualTo(copy.equals(other));
        }
    }

    @Test
    void whatIsOutsideASliceCannotBeReachedThroughIt() {
        Bytes slice = Bytes.copyOf(bytes(100)).slice(10, 80);
        MessageDigest digest = Sha256.digest();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.get(80));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.get(-1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.slice(0, 81));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.slice(80, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.slice(-1, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Hash.of(slice, 49));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.updateDigest(digest, 70, 11));
        assertThat(Hash.of(slice, 48)).isEqualTo(Hash.of(slice.toArray(), 48));
    }

    @Test
    void aSmallPartOfSomethingLargeDoesNotKeepItInMemory() {
        byte[] large = bytes(1_000);
        Bytes whole = Bytes.wrap(large);
        Bytes small = whole.slice(0, 499);
        Bytes half = whole.slice(0, 500);
        byte before = large[0];
        large[0]++; // nobody may do this; here it shows who shares the array
        assertThat(small.get(0)).isEqualTo(before);
        assertThat(half.get(0)).isNotEqualTo(before);
        Bytes partOfHalf = half.slice(0, 300);
        large[0]++;
        assertThat(partOfHalf.get(0))
                .as("300 of 1,000, though they are most of the 500")
                .isNotEqualTo(large[0]);
    }

    @Test
    void aViewSharesAndACompactOneDoesNot() {
        for (int round = 0; round < 500; round++) {
            byte[] all = bytes(1 + random.nextInt(200));
            int from = random.nextInt(all.length);
            int length = random.nextInt(all.length - from + 1);
            Bytes whole = Bytes.copyOf(all);
            Bytes view = whole.view(from, length);
            Bytes copy = Bytes.copyOf(all, from, length);
            assertThat(view).isEqualTo(copy);
            assertThat(view.compact()).isEqualTo(copy);
            assertThat(whole.hasAt(from, copy)).isTrue();
            assertThat(whole.hasAt(0, view)).isEqualTo(Arrays.equals(all, 0, length, all, from, from + length));
        }
        Bytes whole = Bytes.fromHex("00" + "0102030405060708" + "11".repeat(32));
        assertThat(whole.compact()).isSameAs(whole);
        assertThat(whole.view(1, 9).littleEndianAt(0)).isEqualTo(0x0807060504030201L);
        assertThat(whole.hasAt(9, Hash.fromHex("11".repeat(32)))).isTrue();
        assertThat(whole.hasAt(8, Hash.fromHex("11".repeat(32)))).isFalse();
        Bytes view = whole.view(1, 32);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> view.littleEndianAt(25));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> view.hasAt(1, Hash.ZERO));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> view.hasAt(1, view));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> view.view(1, 32));
    }
}
