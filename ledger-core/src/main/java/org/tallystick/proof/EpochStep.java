package org.tallystick.proof;

import java.util.Objects;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.LedgerConfig;

/**
 * How one epoch handed over to the next: its last block, attested by its validators, names by hash who follows them.
 *
 * @param last the header of the epoch's last block
 * @param certificate proof that this very block is final
 * @param next the configuration that the header's hash of the next one stands for
 */
public record EpochStep(BlockHeader last, Bytes certificate, LedgerConfig next) {
    /** Refuses null. */
    public EpochStep {
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(next, "next");
    }
}
