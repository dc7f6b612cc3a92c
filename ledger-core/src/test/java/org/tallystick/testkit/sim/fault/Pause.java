package org.tallystick.testkit.sim.fault;

/** A machine stands still, as in a long garbage collection, then goes on as if nothing had been. */
record Pause() implements Fault {
    @Override
    public String name() {
        return "pause";
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().pause(strike.duration());
    }
}
