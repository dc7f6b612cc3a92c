package org.tallystick.testkit.sim.villain;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Makes false messages out of true ones, without understanding them. */
public final class Spoiler {
    private Spoiler() {}

    /** A changed copy of a message; {@code other} is one that it may be spliced with. */
    public static byte[] spoil(byte[] message, byte[] other, RandomGenerator chance) {
        if (message.length < 16) {
            return other.clone();
        }
        byte[] copy = message.clone();
        int at = chance.nextInt(copy.length - 8);
        switch (chance.nextInt(6)) {
            case 0 -> copy[at] ^= (byte) (1 << chance.nextInt(8));
            case 1 -> ByteBuffer.wrap(copy).putLong(at, chance.nextLong());
            case 2 -> ByteBuffer.wrap(copy).putLong(at, ByteBuffer.wrap(copy).getLong(at) + 1);
            case 3 -> ByteBuffer.wrap(copy).putLong(at, chance.nextInt(100));
            case 4 -> copy = Arrays.copyOf(copy, at);
            default -> System.arraycopy(other, 0, copy, 0, Math.min(at, other.length));
        }
        return copy;
    }
}
