package org.tallystick.testkit.sim.fault;

import java.util.SplittableRandom;
import java.util.function.DoubleFunction;

/**
 * A line of the catalogue.
 *
 * @param name of the fault
 * @param reach whom one strike hits
 * @param costsVotes whether a validator that was struck may not vote again, and so counts among the f
 * @param usual the fault's number when none is given; 0 for a fault without a number
 * @param least the smallest number allowed
 * @param most the greatest number allowed
 * @param make makes the fault
 */
public record FaultType(
        String name,
        Reach reach,
        boolean costsVotes,
        double usual,
        double least,
        double most,
        DoubleFunction<Fault> make) {
    /** Whom one strike hits. */
    public enum Reach {
        /** One machine. */
        MACHINE,
        /** The clock of one machine; more than f wrong clocks at a time are beyond what a protocol bears. */
        CLOCK,
        /** Everything. */
        CLUSTER,
        /** Who validates: no fault at all, but something that comes amid them. */
        VALIDATORS
    }

    /** Whether the fault has a number of its own. */
    public boolean hasValue() {
        return usual != 0;
    }

    /** The fault with its usual number. */
    public Fault usualOne() {
        return make.apply(usual);
    }

    /** The fault with a number drawn between its bounds, small ones more often. */
    public Fault draw(SplittableRandom chance) {
        double draw = chance.nextDouble();
        return make.apply(round(least + (most - least) * draw * draw));
    }

    /** To three digits after the point, so that the number can be written down. */
    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
