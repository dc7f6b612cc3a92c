package org.tallystick.testkit.sim;

import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;

/** Hears what goes into and comes out of the engines of honest nodes, and what they make durable; for measuring. */
public interface SimProbe {
    /** An engine is about to handle an event. */
    default void event(int machine, long now, Event event) {}

    /** An engine wants something done. */
    default void effect(int machine, long now, Effect effect) {}

    /** An honest node has a block on its disk. */
    default void committed(int machine, long now, BlockHeader header, Hash hash) {}

    /** A client has got the receipt of a transaction that it first handed in some nanoseconds ago. */
    default void settled(long now, long nanos) {}

    /** The clients have been busy for as long as they should, and all faults are over. */
    default void grown(SimCluster cluster) {}
}
