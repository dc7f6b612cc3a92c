package org.tallystick.testkit.sim.fault;

import java.util.SplittableRandom;
import org.tallystick.testkit.sim.SimLink;

/** Each direction between two machines works or does not, on its own: some hear whom they cannot answer. */
record Asymmetric() implements Fault {
    @Override
    public String name() {
        return "asymmetric";
    }

    @Override
    public boolean isOfTheNetwork() {
        return true;
    }

    @Override
    public void disturb(Strike strike, int from, int to, SimLink link) {
        SplittableRandom chance = strike.chance();
        chance.nextLong();
        long draw = new SplittableRandom(chance.nextLong() + 1_000L * from + to).nextInt(4);
        if (draw == 0) {
            link.setBlocked(true);
        }
    }
}
