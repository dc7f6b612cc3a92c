package org.tallystick.testkit.sim.fault;

import org.tallystick.testkit.sim.SimDisk;

/** A node breaks off while it writes to its vote journal: before, after or halfway through the sync of a vote. */
record CrashInSync() implements Fault {
    @Override
    public String name() {
        return "crash-in-sync";
    }

    @Override
    public void begin(Strike strike) {
        strike.cluster()
                .crashDuring(
                        strike.number(), SimDisk.Target.JOURNAL, strike.chance().nextInt(4));
    }

    @Override
    public void end(Strike strike) {
        strike.machine().disk().disarm();
        strike.cluster().start(strike.number());
    }
}
