package org.tallystick.testkit.sim;

import org.tallystick.testkit.sim.fault.Fault;

/**
 * Something that goes wrong for a while.
 *
 * @param fault what
 * @param atHeight begins once the chain is this high
 * @param delay and this many nanoseconds have passed since
 * @param duration how long it lasts, in nanoseconds
 * @param machine whom it strikes, where it strikes one
 * @param seed for what else is left to chance
 */
public record SimFault(Fault fault, long atHeight, long delay, long duration, int machine, long seed) {
    /** Another fault in its place. */
    public SimFault with(Fault other) {
        return new SimFault(other, atHeight, delay, duration, machine, seed);
    }

    /** The same, for another time. */
    public SimFault lasting(long nanos) {
        return new SimFault(fault, atHeight, delay, nanos, machine, seed);
    }
}
