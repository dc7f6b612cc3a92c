package org.tallystick.testkit.sim.fault;

import java.util.SplittableRandom;
import org.tallystick.testkit.sim.SimDisk;

/** A node breaks off during one of its first writes after every start, again and again. */
record CrashLoop() implements Fault {
    @Override
    public String name() {
        return "crash-loop";
    }

    @Override
    public void begin(Strike strike) {
        again(strike);
    }

    @Override
    public void end(Strike strike) {
        strike.machine().disk().disarm();
        strike.cluster().start(strike.number());
    }

    private static void again(Strike strike) {
        SplittableRandom chance = strike.chanceNow();
        strike.cluster().crash(strike.number());
        strike.later(20_000_000 + chance.nextLong(200_000_000), () -> {
            SimDisk.Target target = chance.nextInt(3) == 0 ? SimDisk.Target.COMMIT : SimDisk.Target.JOURNAL;
            strike.cluster().crashDuring(strike.number(), target, chance.nextInt(3));
            strike.cluster().start(strike.number());
        });
        strike.later(200_000_000 + chance.nextLong(400_000_000), () -> again(strike));
    }
}
