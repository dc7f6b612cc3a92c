package org.tallystick.testkit.sim.fault;

/** A disk lied about its syncs: a crash takes the newest records of the vote journal away. Costs its votes. */
record Amnesia() implements Fault {
    @Override
    public String name() {
        return "amnesia";
    }

    @Override
    public void begin(Strike strike) {
        strike.cluster().forget(strike.number(), 1 + strike.chance().nextInt(6));
    }

    @Override
    public void end(Strike strike) {
        strike.cluster().start(strike.number());
    }
}
