package org.tallystick.api;

import java.util.List;
import org.tallystick.model.Block;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;

/**
 * A final block with its outcomes.
 *
 * @param block header and transactions
 * @param hash the block's name
 * @param receipts one for each transaction, in order
 * @param certificate what the engine holds as proof of finality; empty for the genesis block, and for a block whose
 *     finality is proven by a descendant's
 */
public record FinalBlock(Block block, Hash hash, List<Receipt> receipts, Bytes certificate) {
    /** Copies the list. */
    public FinalBlock {
        receipts = List.copyOf(receipts);
    }

    /** The block's height. */
    public long height() {
        return block.header().height();
    }
}
