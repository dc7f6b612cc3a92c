package org.tallystick.testkit.sim.fault;

/** A node breaks off, and is started again when the fault ends. */
record Crash() implements Fault {
    @Override
    public String name() {
        return "crash";
    }

    @Override
    public void begin(Strike strike) {
        strike.cluster().crash(strike.number());
    }

    @Override
    public void end(Strike strike) {
        strike.cluster().start(strike.number());
    }
}
