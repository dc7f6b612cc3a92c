package org.tallystick.testkit.sim.fault;

/** A disk refuses to write, as a broken one does; its node is started anew when it works again. */
record FailingDisk() implements Fault {
    @Override
    public String name() {
        return "failing-disk";
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().disk().setFailing(true);
    }

    @Override
    public void end(Strike strike) {
        strike.machine().disk().setFailing(false);
        strike.cluster().crash(strike.number());
        strike.cluster().start(strike.number());
    }
}
