package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimDisk;

/** A node breaks off while it commits a block: the whole batch is there afterwards, or nothing of it. */
record CrashInCommit() implements Fault {
    @Override
    public String name() {
        return "crash-in-commit";
    }

    @Override
    public void begin(Strike strike) {
        strike.cluster()
                .crashDuring(
                        strike.number(), SimDisk.Target.COMMIT, strike.chance().nextInt(4));
    }

    @Override
    public void end(Strike strike) {
        strike.machine().disk().disarm();
        strike.cluster().start(strike.number());
    }
}
