package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/** A partition that comes and goes, several times a second. */
record Flapping() implements Fault {
    @Override
    public String name() {
        return "flapping";
    }

    @Override
    public void begin(Strike strike) {
        flap(strike);
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        boolean now = strike.cluster().scheduler().now() / 100_000_000 % 2 == 0;
        if (now && strike.separates(from, to)) {
            link.setBlocked(true);
        }
    }

    private static void flap(Strike strike) {
        strike.relink();
        strike.later(20_000_000 + strike.chanceNow().nextLong(600_000_000), () -> flap(strike));
    }
}
