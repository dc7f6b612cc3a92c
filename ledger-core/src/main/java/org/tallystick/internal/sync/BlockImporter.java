package org.tallystick.internal.sync;

import java.util.List;
import java.util.function.Consumer;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.ProposedBlock;

/** Checks certified blocks and makes them final; what the syncer needs of the node. */
public interface BlockImporter {
    /** How an import ended. */
    sealed interface Result {
        /** The last block is final here. */
        record Done() implements Result {}

        /** A block does not stand on this node's chain, or breaks a rule. */
        record Bad(String reason) implements Result {}
    }

    /**
     * Imports blocks of which the last is proven final.
     *
     * @param blocks in order, each the parent of the next
     * @param certificate of the last
     * @param done is told the result, on an unspecified thread
     */
    void importFinal(List<ProposedBlock> blocks, Bytes certificate, Consumer<Result> done);

    /** A block will be imported soon: what can be checked beside the import of others may be, and remembered. */
    default void soon(ProposedBlock block) {}

    /**
     * Begins anew from the state after a block that is proven final.
     *
     * @param places the parts that were fetched, which together are that state
     * @param done is told when it is in place, on an unspecified thread
     */
    void install(Snapshot snapshot, List<TriePlace> places, Consumer<Result> done);
}
