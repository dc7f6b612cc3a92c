package org.tallystick.consensus.pow;

import java.math.BigInteger;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;

/**
 * What {@code pow} is told in the ledger's parameters.
 *
 * @param depth how many blocks on top of a block make it final, k; 1 to 100
 * @param intervalMs how long a block should take while there is something to do; 10 to 3,600,000 ms
 * @param halfLifeMs being late by so much halves the difficulty; from the interval to 10⁹ ms
 * @param anchorTarget the target of a chain that is on time, in compact form; at most the easiest, {@code 0x207fffff}
 */
public record PowSettings(int depth, int intervalMs, int halfLifeMs, int anchorTarget) {
    private static final int VERSION = 1;
    private static final int MOST_DEPTH = 100;
    private static final int MOST_INTERVAL = 3_600_000;
    private static final int MOST_HALF_LIFE = 1_000_000_000;

    /** Checks the bounds. */
    public PowSettings {
        check("depth", depth, 1, MOST_DEPTH);
        check("interval", intervalMs, 10, MOST_INTERVAL);
        check("half-life", halfLifeMs, intervalMs, MOST_HALF_LIFE);
        if (!Target.isCanonical(anchorTarget)) {
            throw new IllegalArgumentException("0x" + Integer.toHexString(anchorTarget)
                    + " is no target in compact form, positive and at most 0x207fffff");
        }
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "the " + name + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    /**
     * Settings whose anchor takes so many tries on average, rounded up to what a target can express.
     *
     * @param tries at least 2
     */
    public static PowSettings of(int depth, int intervalMs, int halfLifeMs, long tries) {
        if (tries < 2) {
            throw new IllegalArgumentException("a block takes at least 2 tries on average, not " + tries);
        }
        BigInteger target =
                BigInteger.ONE.shiftLeft(256).divide(BigInteger.valueOf(tries)).subtract(BigInteger.ONE);
        return new PowSettings(depth, intervalMs, halfLifeMs, Target.encode(target.min(Target.EASIEST)));
    }

    /** As the parameters' engine settings. */
    public Bytes encode() {
        return new CanonicalWriter(32)
                .u8(VERSION)
                .u8(depth)
                .u32(intervalMs)
                .u32(halfLifeMs)
                .u32(anchorTarget)
                .toBytes();
    }

    /**
     * The settings in a ledger's parameters.
     *
     * @throws IllegalArgumentException when there are none or they are not settings of this engine
     */
    public static PowSettings of(Parameters parameters) {
        if (parameters.engineSettings().size() == 0) {
            throw new IllegalArgumentException("pow needs engine settings: depth, interval, half-life and target");
        }
        CanonicalReader in = CanonicalReader.of(parameters.engineSettings());
        try {
            if (in.u8("version") != VERSION) {
                throw new IllegalArgumentException("the engine settings are not those of pow, version 1");
            }
            PowSettings settings = new PowSettings(
                    in.u8("depth"),
                    in.u32("interval", MOST_INTERVAL),
                    in.u32("half-life", MOST_HALF_LIFE),
                    in.u32("target", Integer.MAX_VALUE));
            in.end("settings of pow");
            return settings;
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the engine settings are not those of pow: " + e.getMessage(), e);
        }
    }
}
