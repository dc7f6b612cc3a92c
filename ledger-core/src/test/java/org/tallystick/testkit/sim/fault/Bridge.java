package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/** Two groups that only the struck machine connects. */
record Bridge() implements Fault {
    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        if (strike.separates(from, to) && from != strike.number() && to != strike.number()) {
            link.setBlocked(true);
        }
    }
}
