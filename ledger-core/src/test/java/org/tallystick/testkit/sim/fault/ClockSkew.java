package org.tallystick.testkit.sim.fault;

/**
 * A clock is wrong, ahead or behind.
 *
 * @param seconds by how much
 */
record ClockSkew(double seconds) implements Fault {
    @Override
    public String name() {
        return "clock-skew";
    }

    @Override
    public double value() {
        return seconds;
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().clock().setOffset((long) (strike.chance().nextBoolean() ? seconds * 1e3 : -seconds * 1e3));
    }

    @Override
    public void end(Strike strike) {
        strike.machine().clock().setOffset(0);
    }
}
