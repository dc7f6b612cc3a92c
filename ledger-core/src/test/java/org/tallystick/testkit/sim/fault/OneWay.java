package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/** The struck machine is heard but hears nobody, or the other way round. */
record OneWay() implements Fault {
    @Override
    public String name() {
        return "one-way";
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        boolean deaf = strike.chance().nextBoolean();
        if ((deaf ? to : from) == strike.number()) {
            link.setBlocked(true);
        }
    }
}
