package org.tallystick.testkit.sim.fault;

/** Bits of what was written have flipped: reading finds damage, the node stops, and its disk is replaced. Costs its votes. */
record BitFlips() implements Fault {
    @Override
    public String name() {
        return "bit-flips";
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().disk().setDamaged(true);
    }

    @Override
    public void end(Strike strike) {
        strike.cluster().wipe(strike.number());
        strike.machine().disk().setDamaged(false);
        strike.cluster().start(strike.number());
    }
}
