package org.tallystick.spi.consensus;

import java.util.Objects;
import org.tallystick.model.LedgerConfig;

/**
 * What the ledger's state after a block says of the blocks above it. It follows from that block and its ancestors alone,
 * so it is the same on every node.
 *
 * @param config the validators and parameters in force for the next block
 * @param boundary when a change has been decided and its height lies above the block: that height, whose block is the
 *     last of the epoch; otherwise 0. Until then all blocks are empty, and wanted although they are
 */
public record Outlook(LedgerConfig config, long boundary) {
    /** Refuses null. */
    public Outlook {
        Objects.requireNonNull(config, "config");
    }

    /** Whether the blocks above are empty ones that lead to the end of the epoch. */
    public boolean isEnding() {
        return boundary != 0;
    }
}
