package org.tallystick.testkit.sim.fault;

import java.util.SplittableRandom;

/** Connections break, and come back. */
record Reset() implements Fault {
    @Override
    public String name() {
        return "reset";
    }

    @Override
    public void begin(Strike strike) {
        SplittableRandom chance = strike.chance();
        int machines = strike.cluster().machines().size();
        for (int a = 0; a < machines; a++) {
            for (int b = a + 1; b < machines; b++) {
                if (chance.nextBoolean()) {
                    strike.cluster().network().breakConnection(a, b);
                }
            }
        }
    }
}
