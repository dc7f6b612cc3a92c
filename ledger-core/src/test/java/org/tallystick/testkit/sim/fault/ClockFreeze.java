package org.tallystick.testkit.sim.fault;

/** A clock stands still. */
record ClockFreeze() implements Fault {
    @Override
    public String name() {
        return "clock-freeze";
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().clock().freeze(strike.cluster().scheduler().now());
    }

    @Override
    public void end(Strike strike) {
        strike.machine().clock().thaw();
    }
}
