package org.tallystick.consensus.bft;

import org.tallystick.model.BlockHeader;
import org.tallystick.model.PublicKey;

/** Headers that differ a little from given ones. */
final class Headers {
    private Headers() {}

    /** The same block a millisecond later, in the name of a proposer. */
    static BlockHeader later(BlockHeader header, PublicKey proposer) {
        return new BlockHeader(
                header.chainId(),
                header.height(),
                header.parent(),
                header.timestamp() + 1,
                proposer,
                header.transactionCount(),
                header.transactionRoot(),
                header.receiptRoot(),
                header.stateRoot(),
                header.historyRoot(),
                header.configHash(),
                header.nextConfigHash(),
                header.engineFields());
    }
}
