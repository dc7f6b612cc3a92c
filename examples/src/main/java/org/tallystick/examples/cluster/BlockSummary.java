package org.tallystick.examples.cluster;

import java.util.List;
import org.tallystick.model.Hash;

/**
 * What the final check needs of a block.
 *
 * @param height its height
 * @param hash its hash
 * @param parent the hash of the block before
 * @param stateRoot the state after it
 * @param entries its transactions, in order
 */
record BlockSummary(long height, Hash hash, Hash parent, Hash stateRoot, List<Entry> entries) {
    /**
     * A transaction in a block.
     *
     * @param id its id, computed from the transaction itself
     * @param succeeded whether its contract did what was asked
     */
    record Entry(Hash id, boolean succeeded) {}
}
