package org.tallystick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;

/**
 * Checks that an encoding is canonical: every value has one form, and whatever the decoder accepts is the form of
 * something.
 *
 * @param <T> what is encoded
 * @param encoder makes the form
 * @param decoder reads it; may throw nothing but {@link MalformedException}
 */
public record CanonicalForm<T>(Function<T, Bytes> encoder, Decoder<T> decoder) {
    /** How many bytes may be decoded for one check; every place of a form of up to a thousand bytes is tried. */
    private static final int THOROUGH = 1_000_000;

    private static final int[] SPOILT_LENGTHS = {Integer.MAX_VALUE, -1, 0x00FF_FFFF, 0xFFFF_0000, 0x0001_0000};

    /** Reads a form. */
    public interface Decoder<T> {
        /** Reads bytes that a form must fill exactly. */
        T decode(Bytes bytes) throws MalformedException;
    }

    /** Checks everything below for one value. */
    public void check(T value, Random random) throws MalformedException {
        Bytes form = checkRoundTrip(value);
        checkTruncations(form);
        checkSpoiltLengths(form);
        checkMutations(form, Math.min(200, 10 + THOROUGH / (form.size() + 1)), random);
    }

    /** The value comes back from its form, which is the same each time. */
    public Bytes checkRoundTrip(T value) throws MalformedException {
        Bytes form = encoder.apply(value);
        T read = decoder.decode(form);
        assertThat(read).isEqualTo(value);
        assertThat(encoder.apply(read)).isEqualTo(form);
        return form;
    }

    /** Nothing that is shorter or longer is accepted. */
    public void checkTruncations(Bytes form) {
        byte[] whole = form.toArray();
        for (int length = 0; length < whole.length; length += step(form)) {
            assertRefused(Bytes.copyOf(whole, 0, length), "the first " + length + " of " + whole.length + " bytes");
        }
        for (int next : new int[] {0, 1, 0xFF}) {
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            longer[whole.length] = (byte) next;
            assertRefused(Bytes.wrap(longer), "a byte " + next + " after the end");
        }
    }

    /** Whatever stands where a length may stand, what is accepted is a form. */
    public void checkSpoiltLengths(Bytes form) {
        for (int at = 0; at + 4 <= form.size(); at += step(form)) {
            for (int length : SPOILT_LENGTHS) {
                byte[] spoilt = form.toArray();
                for (int i = 0; i < 4; i++) {
                    spoilt[at + i] = (byte) (length >>> (24 - 8 * i));
                }
                checkAccepted(Bytes.wrap(spoilt));
            }
        }
    }

    /** Bytes changed, added, removed and swapped: what is accepted is a form. */
    public void checkMutations(Bytes form, int times, Random random) {
        for (int i = 0; i < times; i++) {
            checkAccepted(mutate(form, random));
        }
    }

    /** One to three random changes. */
    public static Bytes mutate(Bytes form, Random random) {
        byte[] bytes = form.toArray();
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> {
                    byte[] shorter = new byte[bytes.length - 1];
                    System.arraycopy(bytes, 0, shorter, 0, at);
                    System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
                    bytes = shorter;
                }
                default -> {
                    byte[] longer = new byte[bytes.length + 1];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt(4);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return Bytes.wrap(bytes);
    }

    private static int step(Bytes form) {
        return 1 + (int) ((long) form.size() * form.size() / (THOROUGH + 1));
    }

    private void checkAccepted(Bytes bytes) {
        T value;
        try {
            value = decoder.decode(bytes);
        } catch (MalformedException e) {
            return;
        }
        Bytes form = encoder.apply(value);
        if (!form.equals(bytes)) {
            throw new AssertionError(bytes.toHex() + " was read as " + value + ", whose form is " + form.toHex());
        }
    }

    private void assertRefused(Bytes bytes, String what) {
        T value;
        try {
            value = decoder.decode(bytes);
        } catch (MalformedException e) {
            return;
        }
        throw new AssertionError(what + " must be refused, but was read as " + value);
    }
}
