package org.tallystick.consensus.fork;

import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * A block together with what vouches for it.
 *
 * @param block the block
 * @param seal stands beside the block, outside its hash; empty where the header proves itself
 */
public record SealedBlock(ProposedBlock block, Bytes seal) {
    /** The header. */
    public BlockHeader header() {
        return block.header();
    }

    /** The block's name. */
    public Hash hash() {
        return block.hash();
    }

    /** The height. */
    public long height() {
        return block.header().height();
    }

    /** About how many bytes it occupies. */
    int size() {
        return block.body().size() + 1024;
    }
}
