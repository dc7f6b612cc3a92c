package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/**
 * Messages take longer.
 *
 * @param millis longer, by half of it to one and a half times
 */
record Delay(double millis) implements Fault {
    @Override
    public String name() {
        return "delay";
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
        link.addDelay((long) (millis * 5e5), (long) (millis * 1e6));
    }
}
