package org.tallystick.spi.consensus;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;

/** What a consensus protocol wants done. See {@link ConsensusProtocol} for the order in which it is done. */
public sealed interface Effect {
    /**
     * Put a record into the vote journal.
     *
     * @param position how old it is; see {@link org.tallystick.spi.storage.VoteJournal}
     */
    record Persist(long position, Bytes data) implements Effect {}

    /** The journal may forget records below a position. */
    record Discard(long belowPosition) implements Effect {}

    /** Send a message to one node. Unreliable. */
    record Send(NodeId to, Bytes message) implements Effect {}

    /**
     * Send a message to the nodes of all validators but this one. Unreliable.
     *
     * @param block where a block stands in the message, if one does: the node may let references to transactions travel in
     *     its place, and the receiver's engine gets the message as it was; so say this only of what will be sent again whole
     *     if it is lost
     */
    record Broadcast(Bytes message, Optional<BlockPlace> block) implements Effect {
        /** A message without a block. */
        public Broadcast(Bytes message) {
            this(message, Optional.empty());
        }
    }

    /**
     * Where in a message the body of a block stands.
     *
     * @param block its hash
     * @param from the index of the body's first byte
     * @param length of the body in bytes
     */
    record BlockPlace(Hash block, int from, int length) {}

    /** Check signatures; answered by {@link Event.Verified}. */
    record Verify(long request, List<SignatureCheck> checks) implements Effect {}

    /**
     * Make a block on a parent that is final or has been checked; answered by {@link Event.Built}.
     *
     * @param engineFields for the header
     * @param evenIfEmpty whether to make one without transactions when there are none
     */
    record Build(long request, Hash parent, Bytes engineFields, boolean evenIfEmpty) implements Effect {}

    /**
     * Check a block: form, roots, time; answered by {@link Event.Checked}. A block that was found valid is kept until
     * it or another of its height is final. Asking again about a kept block is cheap.
     *
     * @param certified whether a quorum has voted for it: then the time is waived, and an execution that gives other
     *     roots makes the node FAILED
     */
    record Check(ProposedBlock block, boolean certified) implements Effect {}

    /**
     * The engine has given up a block that was built or checked; the node lets go of the state after it. Blocks that
     * descend from it must have been given up before. Whatever is not given up is kept until it or another of its height
     * is final, so an engine that keeps many blocks must bound them.
     */
    record Abandon(Hash block) implements Effect {}

    /**
     * Compute something beside the engine's thread; answered by {@link Event.Computed}. One piece should take
     * milliseconds, since it shares the processors with everything else the node does, and closing the node waits for it.
     *
     * @param work a function of what it was made of: no clock, no chance, no shared state; must not throw
     */
    record Compute(long request, Supplier<Bytes> work) implements Effect {}

    /**
     * A block that was checked, and all its ancestors, are final. Answered by {@link Event.Finalized}.
     *
     * @param certificate proves it, see {@link FinalityVerifier}
     */
    record Finalize(Hash block, Bytes certificate) implements Effect {}

    /**
     * Fetch final blocks from peers, at least up to a height that is known to be final elsewhere.
     *
     * @param from who showed it
     */
    record CatchUp(NodeId from, long height) implements Effect {}

    /** Send an event after a delay; setting a timer that runs replaces it. */
    record SetTimer(int timer, long delayMillis) implements Effect {}

    /** Stop a timer; no event of it comes any more. */
    record CancelTimer(int timer) implements Effect {}

    /** Push the held transactions to the nodes of all validators again. */
    record SpreadPending() implements Effect {}

    /** From now on push fresh transactions to these nodes at once, as they are the next to order them. */
    record Route(List<NodeId> leaders) implements Effect {}

    /**
     * A validator has contradicted itself. Keep the proof.
     *
     * @param validator index in the validator set
     * @param kind what it did, stable and for programs
     * @param first a signed message
     * @param second a signed message that no honest validator signs beside the first
     */
    record Accuse(int validator, String kind, Bytes first, Bytes second) implements Effect {}
}
