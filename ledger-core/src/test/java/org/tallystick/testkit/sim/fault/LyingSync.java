package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimLink;

/** The struck machine tells lies about the chain to those who catch up: false heights, spoilt blocks, old answers. */
record LyingSync() implements Fault {
    @Override
    public String name() {
        return "lying-sync";
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        if (from == strike.number()) {
            link.setLiesAboutChain(true);
        }
    }
}
