package org.tallystick.spi.consensus;

import java.util.Optional;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;

/**
 * What an engine asks of a block's header, given its parent's: whose turn it is, or what work is due. The node holds
 * every block to it before it executes the block, those that it fetches to catch up included. A function of its
 * arguments; may be called from any thread; never throws on bad input.
 */
public interface HeaderRule {
    /** Asks for nothing. */
    HeaderRule NONE = (validators, parent, header, hash) -> Optional.empty();

    /**
     * Why a block may not follow its parent, if so.
     *
     * @param validators those in force at the block
     * @param parent the header of the block before, which has been found good
     * @param hash the header's hash, which the caller has computed
     */
    Optional<String> violation(ValidatorSet validators, BlockHeader parent, BlockHeader header, Hash hash);

    /**
     * Whether those behind a certificate have executed the block and compared its time with their clocks. If so, the
     * time of a certified block is waived, and a node that executes it to another outcome is FAILED. If not, as when a
     * certificate shows work and no judgement, such a block is refused like any other.
     */
    default boolean certificatesAreJudgements() {
        return true;
    }
}
