package org.tallystick.testkit.sim.fault;

/** A disk is replaced by an empty one. Costs its votes. */
record LostDisk() implements Fault {
    @Override
    public String name() {
        return "lost-disk";
    }

    @Override
    public void begin(Strike strike) {
        strike.cluster().wipe(strike.number());
    }

    @Override
    public void end(Strike strike) {
        strike.cluster().start(strike.number());
    }
}
