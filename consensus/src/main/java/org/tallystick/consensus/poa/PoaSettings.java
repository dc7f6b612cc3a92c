package org.tallystick.consensus.poa;

import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;

/**
 * What {@code poa} is told in the ledger's parameters.
 *
 * @param periodMs how long the authority whose turn it is waits after a block before it seals the next, so that more
 *     transactions come into one block; 0 to 60,000 ms
 * @param backupMs how long the next authority waits for the one whose turn it is, and each further one for the one before
 *     it; 1 to 60,000 ms. It must exceed the time in which a block reaches all authorities, or forks become usual
 */
public record PoaSettings(int periodMs, int backupMs) {
    private static final int VERSION = 1;
    private static final int MOST = 60_000;
    private static final int DEFAULT_PERIOD = 10;

    /** Checks the bounds. */
    public PoaSettings {
        if (periodMs < 0 || periodMs > MOST) {
            throw new IllegalArgumentException("the period must be from 0 to 60000 ms, not " + periodMs);
        }
        if (backupMs < 1 || backupMs > MOST) {
            throw new IllegalArgumentException("the backup's delay must be from 1 to 60000 ms, not " + backupMs);
        }
    }

    /** As the parameters' engine settings. */
    public Bytes encode() {
        return new CanonicalWriter(16).u8(VERSION).u32(periodMs).u32(backupMs).toBytes();
    }

    /**
     * The settings in a ledger's parameters; without any, a period of 10 ms and the view timeout as the backup's delay.
     *
     * @throws IllegalArgumentException when they are not settings of this engine
     */
    public static PoaSettings of(Parameters parameters) {
        Bytes encoded = parameters.engineSettings();
        if (encoded.size() == 0) {
            return new PoaSettings(DEFAULT_PERIOD, parameters.viewTimeoutMs());
        }
        CanonicalReader in = CanonicalReader.of(encoded);
        try {
            if (in.u8("version") != VERSION) {
                throw new IllegalArgumentException("the engine settings are not those of poa, version 1");
            }
            PoaSettings settings = new PoaSettings(in.u32("period", MOST), in.u32("backup's delay", MOST));
            in.end("settings of poa");
            return settings;
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the engine settings are not those of poa: " + e.getMessage(), e);
        }
    }
}
