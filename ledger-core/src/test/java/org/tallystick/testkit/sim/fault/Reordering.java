package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/**
 * Messages overtake each other.
 *
 * @param millis most that chance adds to the time a message takes
 */
record Reordering(double millis) implements Fault {
    @Override
    public String name() {
        return "reordering";
    }

    @Override
    public double value() {
        return millis;
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        link.setUnordered(true);
        link.addDelay(0, (long) (millis * 1e6));
    }
}
