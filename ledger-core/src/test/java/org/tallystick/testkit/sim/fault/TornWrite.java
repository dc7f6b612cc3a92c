package org.tallystick.testkit.sim.fault;

/** A write to the vote journal reaches the medium in part and is then reported as failed; the node is started anew. */
record TornWrite() implements Fault {
    @Override
    public String name() {
        return "torn-write";
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().disk().setTearing(true);
    }

    @Override
    public void end(Strike strike) {
        strike.machine().disk().setTearing(false);
        strike.machine().disk().setFailing(false);
        strike.cluster().crash(strike.number());
        strike.cluster().start(strike.number());
    }
}
