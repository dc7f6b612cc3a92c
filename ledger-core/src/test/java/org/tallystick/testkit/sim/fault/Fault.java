package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/**
 * Something that goes wrong for a while. Without state of its own: what differs from one strike to the next is in the
 * {@link Strike}, so one object may strike many machines, and the same one again.
 */
public interface Fault {
    /** Its name in the catalogue; never changes. */
    String name();

    /** Its one number: how strong it is. A fault that has none answers 0. */
    default double value() {
        return 0;
    }

    /** It begins. */
    default void begin(Strike strike) {}

    /** It ends, and everything it did is undone as far as it can be. Called once, also when the run heals everything. */
    default void end(Strike strike) {}

    /** Whether it changes links, which are then set anew whenever any fault begins or ends. */
    default boolean isOfTheNetwork() {
        return false;
    }

    /** Adds its part to what is wrong with one direction between two machines. Only for faults of the network. */
    default void disturb(Strike strike, int from, int to, SimLink link) {}
}
