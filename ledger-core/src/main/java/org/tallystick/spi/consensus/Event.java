package org.tallystick.spi.consensus;

import java.util.List;
import java.util.Optional;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.storage.VoteJournal;

/** What happens to a consensus protocol. */
public sealed interface Event {
    /**
     * The first event, once.
     *
     * @param head header of the last final block
     * @param headHash its hash
     * @param certificate the certificate of that very block; empty for genesis, and when only a descendant's is known
     * @param journal what this node persisted earlier, in order
     * @param readyTransactions as in {@link Work}
     * @param outlook what follows the head; its configuration is that of the {@link EngineContext}
     */
    record Start(
            BlockHeader head,
            Hash headHash,
            Bytes certificate,
            List<VoteJournal.Entry> journal,
            int readyTransactions,
            Outlook outlook)
            implements Event {}

    /**
     * A consensus message arrived. Nothing about it has been checked.
     *
     * @param from the node that delivered it, which need not be the one that made it
     * @param relayed whether that node passed it on for one that is not connected, and that nobody can name: what counts
     *     only when its author says it must not count then
     */
    record Received(NodeId from, Bytes message, boolean relayed) implements Event {
        /** One that came over a connection of the deliverer's own accord. */
        public Received(NodeId from, Bytes message) {
            this(from, message, false);
        }
    }

    /**
     * Answers {@link Effect.Verify}.
     *
     * @param request the effect's number
     * @param allGood whether every signature of the request is good
     */
    record Verified(long request, boolean allGood) implements Event {}

    /**
     * Answers {@link Effect.Build}.
     *
     * @param request the effect's number
     * @param block the new block; empty when there was nothing to order and an empty block was not asked for, or when
     *     the parent is not known here. It counts as checked and valid. Empty says nothing of transactions that came
     *     after the effect: a {@link Work} between the two asks for another try
     * @param outlook what follows the block; there when the block is
     */
    record Built(long request, Optional<ProposedBlock> block, Optional<Outlook> outlook) implements Event {}

    /** Answers {@link Effect.Check}. */
    record Checked(Hash block, CheckResult result) implements Event {}

    /** Answers {@link Effect.Compute}. */
    record Computed(long request, Bytes result) implements Event {}

    /** A timer that was set has run down and was not cancelled or set again meanwhile. */
    record TimerFired(int timer) implements Event {}

    /**
     * The transactions that are held and could be ordered now, counted against the final state; sent when new ones have
     * come and when the count falls to zero.
     */
    record Work(int readyTransactions) implements Event {}

    /**
     * A block has become final here and is on disk, through {@link Effect.Finalize} or by catching up. Heights may be
     * skipped: all blocks before it are final too. The last block of an epoch is never skipped.
     *
     * @param certificate the certificate of that very block; empty when only a descendant's is known here
     * @param outlook what follows it; where its epoch is another than before, a new epoch has begun
     */
    record Finalized(BlockHeader head, Hash hash, Bytes certificate, Outlook outlook) implements Event {}

    /** A node connected; it may lack anything that was sent before. */
    record PeerConnected(NodeId peer) implements Event {}
}
