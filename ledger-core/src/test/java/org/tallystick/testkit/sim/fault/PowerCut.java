package org.tallystick.testkit.sim.fault;

import java.util.SplittableRandom;
import org.tallystick.testkit.sim.SimMachine;

/** All nodes break off at once, and come back one by one within three seconds of its end. */
record PowerCut() implements Fault {
    @Override
    public String name() {
        return "power-cut";
    }

    @Override
    public void begin(Strike strike) {
        strike.cluster().machines().forEach(each -> strike.cluster().crash(each.number()));
    }

    @Override
    public void end(Strike strike) {
        SplittableRandom chance = strike.chance();
        for (SimMachine machine : strike.cluster().machines()) {
            strike.cluster()
                    .scheduler()
                    .after(
                            chance.nextLong(3_000_000_000L),
                            () -> strike.cluster().start(machine.number()));
        }
    }
}
