package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/** The struck machine reaches nobody, and nobody reaches it. */
record Isolated() implements Fault {
    @Override
    public String name() {
        return "isolated";
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        if (from == strike.number() || to == strike.number()) {
            link.setBlocked(true);
        }
    }
}
