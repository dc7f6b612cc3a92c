package org.tallystick.spi.consensus;

import java.util.function.Consumer;

/**
 * A consensus protocol as a pure state machine: events in, effects out. It has no thread, socket, clock, file or source
 * of chance, so the same code runs in production and under the simulator.
 *
 * <p>One thread calls it, one event at a time. The effects are carried out in the order emitted, with one rule that
 * makes votes durable before they are visible: <em>no {@link Effect.Send}, {@link Effect.Broadcast} or
 * {@link Effect.Finalize} is carried out before every {@link Effect.Persist} emitted ahead of it is on disk.</em> The
 * node may persist for several events together. Handling an event never blocks and must not throw on anything that came
 * from the network; what it throws makes the node FAILED.
 */
public interface ConsensusProtocol {
    /** Handles one event. */
    void handle(Event event, Consumer<Effect> effects);

    /** Where the protocol stands, for health and for people. Called on the same thread. */
    EngineStatus status();
}
