package org.tallystick.testkit.sim.fault;

/** A disk is set back to what it was when the fault began. Costs its votes. */
record RestoredDisk() implements Fault {
    @Override
    public String name() {
        return "rolled-back-disk";
    }

    @Override
    public void begin(Strike strike) {
        strike.cluster().backUp(strike.number());
    }

    @Override
    public void end(Strike strike) {
        strike.cluster().restore(strike.number());
        strike.cluster().start(strike.number());
    }
}
