package org.tallystick.testkit.sim.fault;

/**
 * A disk takes longer for every write.
 *
 * @param factor times longer
 */
record SlowDisk(double factor) implements Fault {
    @Override
    public String name() {
        return "slow-disk";
    }

    @Override
    public double value() {
        return factor;
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().disk().setSlowness((int) factor);
    }

    @Override
    public void end(Strike strike) {
        strike.machine().disk().setSlowness(1);
    }
}
