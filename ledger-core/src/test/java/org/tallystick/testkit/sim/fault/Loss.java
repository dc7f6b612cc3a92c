package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/**
 * Messages are lost.
 *
 * @param part of the messages
 */
record Loss(double part) implements Fault {
    @Override
    public String name() {
        return "loss";
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
        link.addLoss(part);
    }
}
