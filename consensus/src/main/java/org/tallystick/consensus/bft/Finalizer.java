package org.tallystick.consensus.bft;

import org.tallystick.consensus.bft.BlockTree.Missing;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;

/**
 * Rule: Final. A quorum of finalize votes makes a block and its ancestors final; here it takes effect as soon as all of
 * them have been found valid by this node.
 */
final class Finalizer {
    private final Core core;
    private Hash asked = Hash.ZERO;

    Finalizer(Core core) {
        this.core = core;
    }

    /** The newest finalization that the node has not carried out yet, or null. */
    Certificate target() {
        Certificate newest = core.views().newestFinalization();
        return newest == null || newest.subject().height() <= core.views().headHeight() ? null : newest;
    }

    /** Has the newest finalization carried out when nothing is missing. */
    void advance() {
        Certificate target = target();
        if (target == null || target.subject().block().equals(asked)) {
            return;
        }
        Subject subject = target.subject();
        Missing missing = core.blocks().firstUnready(subject.block(), subject.height());
        if (missing == null) {
            asked = subject.block();
            core.out().emit(new Effect.Finalize(asked, core.codec().encode(target)));
        }
    }
}
