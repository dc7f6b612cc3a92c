package org.tallystick.contract.governance;

import java.util.Objects;
import org.tallystick.model.LedgerConfig;

/**
 * A change that has been decided.
 *
 * @param boundary the height of the last block of the epoch before; it is in the past once the change has taken effect
 * @param config what is in force from the block after it
 */
public record Scheduled(long boundary, LedgerConfig config) {
    /** Refuses null and a boundary at genesis. */
    public Scheduled {
        Objects.requireNonNull(config, "config");
        if (boundary < 1) {
            throw new IllegalArgumentException("the first boundary is at height 1, not " + boundary);
        }
    }
}
