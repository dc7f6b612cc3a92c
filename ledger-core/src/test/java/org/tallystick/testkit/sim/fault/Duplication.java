package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/**
 * Messages arrive twice.
 *
 * @param part of the messages
 */
record Duplication(double part) implements Fault {
    @Override
    public String name() {
        return "duplication";
    }

    @Override
    public double value() {
        return part;
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        link.addDuplication(part);
    }
}
