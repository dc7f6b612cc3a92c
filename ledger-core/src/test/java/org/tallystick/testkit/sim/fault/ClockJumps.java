package org.tallystick.testkit.sim.fault;

/**
 * A clock jumps to and fro.
 *
 * @param seconds at most, in either direction
 */
record ClockJumps(double seconds) implements Fault {
    @Override
    public String name() {
        return "clock-jumps";
    }

    @Override
    public double value() {
        return seconds;
    }

    @Override
    public void begin(Strike strike) {
        jump(strike);
    }

    @Override
    public void end(Strike strike) {
        strike.machine().clock().setOffset(0);
    }

    private void jump(Strike strike) {
        long most = Math.max(1, (long) (seconds * 1e3));
        strike.machine().clock().setOffset(strike.chanceNow().nextLong(-most, most));
        strike.later(1 + strike.chanceNow().nextLong(1_000_000_000), () -> jump(strike));
    }
}
