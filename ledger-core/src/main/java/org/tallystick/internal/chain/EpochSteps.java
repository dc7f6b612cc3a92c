package org.tallystick.internal.chain;

import java.util.List;
import java.util.Optional;
import org.tallystick.model.BlockHeader;
import org.tallystick.proof.EpochStep;

/** How the validators changed, for readers who trust an older epoch. So far a chain has one epoch. */
final class EpochSteps {
    private EpochSteps() {}

    /**
     * The steps from an epoch to that of an attested block.
     *
     * @return empty when they are not known here, or the block is of an older epoch
     */
    static Optional<List<EpochStep>> between(ChainReader reader, long sinceEpoch, BlockHeader attested) {
        Optional<BlockHeader> genesis = reader.header(0);
        boolean same = genesis.isEmpty() || genesis.get().configHash().equals(attested.configHash());
        return same && sinceEpoch == 0 ? Optional.of(List.of()) : Optional.empty();
    }
}
