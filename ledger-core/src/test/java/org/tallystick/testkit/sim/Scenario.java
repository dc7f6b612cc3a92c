package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.tallystick.model.Parameters;

/**
 * Everything about a run that is decided before it begins.
 *
 * @param seed what all else was drawn from, and what happens in the run is drawn from
 * @param shape the cluster
 * @param latency of its network
 * @param accounts number of accounts that transfer tokens
 * @param lanes number of lanes of each
 * @param pause the longest pause of a client, in nanoseconds
 * @param rogue whether one more client breaks every rule
 * @param heights how high the chain must get before the faults end
 * @param faults in the order of their height
 */
public record Scenario(
        long seed,
        SimCluster.Shape shape,
        SimLatency latency,
        int accounts,
        int lanes,
        long pause,
        boolean rogue,
        long heights,
        List<SimFault> faults) {
    /** The fewest heights and faults of a random scenario. */
    public static final int MIN_HEIGHTS = 50;

    /** The fewest faults of a random scenario. */
    public static final int MIN_FAULTS = 3;

    private static final int[] SIZES = {4, 4, 4, 5, 7};

    /** Copies the list. */
    public Scenario {
        faults = List.copyOf(faults);
    }

    /** A scenario of 4, 5 or 7 validators, at least 50 heights and at least 3 faults, that depends on the seed alone. */
    public static Scenario random(long seed, String engine) {
        SplittableRandom chance = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
        int validators = SIZES[chance.nextInt(SIZES.length)];
        int maxFaulty = (validators - 1) / 3;
        int twins = chance.nextInt(4) == 0 ? 1 + chance.nextInt(maxFaulty) : 0;
        int observers = chance.nextInt(4) == 0 ? 1 : 0;
        int timeout = new int[] {200, 500, 1000}[chance.nextInt(3)];
        Parameters base = Parameters.DEFAULT;
        Parameters parameters = new Parameters(
                base.maxBlockBytes(),
                chance.nextInt(3) == 0 ? 2 : base.maxBlockTransactions(),
                base.maxTransactionBytes(),
                base.maxTransactionLifetimeMs(),
                base.maxResourceLimit(),
                base.maxLanes(),
                timeout,
                timeout * (2 + chance.nextInt(9)),
                0);
        SimLatency latency = chance.nextInt(5) == 0
                ? new SimLatency(chance.nextLong(40_000_000), 1 + chance.nextLong(20_000_000))
                : new SimLatency(chance.nextLong(500_000), 1 + chance.nextLong(1_000_000));
        long heights = MIN_HEIGHTS + chance.nextInt(10);
        SimCluster.Shape shape = new SimCluster.Shape(validators, observers, twins, parameters, engine);
        return new Scenario(
                seed,
                shape,
                latency,
                1 + chance.nextInt(3),
                1 + chance.nextInt(2),
                1 + (long) (200_000_000 * Math.pow(chance.nextDouble(), 4)),
                chance.nextInt(3) == 0,
                heights,
                faults(chance, shape, heights, maxFaulty - twins));
    }

    private static List<SimFault> faults(SplittableRandom chance, SimCluster.Shape shape, long heights, int mayBeLost) {
        boolean storm = chance.nextInt(5) == 0; // many things at once
        int count = MIN_FAULTS + chance.nextInt(storm ? 16 : 6);
        long stormHeight = 1 + chance.nextLong(heights - 4);
        int maxFaulty = (shape.validators() - 1) / 3;
        int lost = mayBeLost;
        List<SimFault> faults = new ArrayList<>();
        while (faults.size() < count) {
            SimFault.Kind kind = SimFault.Kind.values()[chance.nextInt(SimFault.Kind.values().length)];
            int machine = chance.nextInt(shape.validators() + shape.observers());
            if (kind == SimFault.Kind.LOST_DISK || kind == SimFault.Kind.RESTORED_DISK) {
                // a validator that has lost its votes does not vote again: only as many as the protocol bears
                if (lost == 0 || machine < shape.twins() || chance.nextInt(4) != 0) {
                    continue;
                }
                lost--;
            }
            if (kind == SimFault.Kind.WRONG_CLOCK) {
                machine = shape.validators() - 1 - chance.nextInt(maxFaulty); // never more than f clocks are wrong
            }
            faults.add(new SimFault(
                    kind,
                    storm ? stormHeight + chance.nextInt(3) : 1 + chance.nextLong(heights - 1),
                    chance.nextLong(storm ? 3_000_000_000L : 30_000_000),
                    (long) (1e6 * Math.pow(15_000, chance.nextDouble())),
                    machine,
                    chance.nextLong(Long.MAX_VALUE)));
        }
        faults.sort(Comparator.comparingLong(SimFault::atHeight));
        return faults;
    }
}
