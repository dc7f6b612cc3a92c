package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/** The machines fall into two groups that do not reach each other. */
record Partition() implements Fault {
    @Override
    public String name() {
        return "partition";
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        if (strike.separates(from, to)) {
            link.setBlocked(true);
        }
    }
}
