package org.tallystick.testkit.sim;

import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;

/** Hears what goes into and comes out of the engines of honest nodes; for measuring. */
public interface SimProbe {
    /** An engine is about to handle an event. */
    default void event(int machine, long now, Event event) {}

    /** An engine wants something done. */
    default void effect(int machine, long now, Effect effect) {}
}
