package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tallystick.model.Parameters;
import org.tallystick.testkit.sim.fault.FaultCatalogue;
import org.tallystick.testkit.sim.fault.FaultType;
import org.tallystick.testkit.sim.villain.Villain;

/**
 * Everything about a run that is decided before it begins. {@link ScenarioText} writes it down and reads it.
 *
 * @param seed what all else was drawn from, and what happens in the run is drawn from
 * @param shape the cluster
 * @param network between the machines
 * @param accounts number of accounts that transfer tokens
 * @param lanes number of lanes of each
 * @param pause the longest pause of a client, in nanoseconds
 * @param rogue whether one more client breaks every rule
 * @param heights how high the chain must get before the faults end
 * @param lasting for how long the clients are busy at least, in nanoseconds
 * @param faults in the order of their height
 * @param outage what comes after them, if anything
 */
public record Scenario(
        long seed,
        SimCluster.Shape shape,
        SimProfile network,
        int accounts,
        int lanes,
        long pause,
        boolean rogue,
        long heights,
        long lasting,
        List<SimFault> faults,
        Optional<SimOutage> outage) {
    /** The fewest heights and faults of a random scenario. */
    public static final int MIN_HEIGHTS = 50;

    /** The fewest faults of a random scenario. */
    public static final int MIN_FAULTS = 3;

    /** How long faults last at most, in ms: most of them, and one in twelve. */
    private static final int USUALLY_LONGEST = 15_000;

    private static final int LONGEST = 200_000;

    private static final int[] SIZES = {4, 4, 4, 5, 7};

    /** Copies the list. */
    public Scenario {
        faults = List.copyOf(faults);
    }

    /** A scenario without an outage. */
    public Scenario(
            long seed,
            SimCluster.Shape shape,
            SimProfile network,
            int accounts,
            int lanes,
            long pause,
            boolean rogue,
            long heights,
            long lasting,
            List<SimFault> faults) {
        this(seed, shape, network, accounts, lanes, pause, rogue, heights, lasting, faults, Optional.empty());
    }

    /** The same with other faults. */
    public Scenario with(List<SimFault> others) {
        return new Scenario(seed, shape, network, accounts, lanes, pause, rogue, heights, lasting, others, outage);
    }

    /** The same with another outage, or none. */
    public Scenario with(Optional<SimOutage> other) {
        return new Scenario(seed, shape, network, accounts, lanes, pause, rogue, heights, lasting, faults, other);
    }

    /** How many validators are faulty, have lost their votes, or are dead when an outage ends. */
    public int missing() {
        long struck = faults.stream()
                .filter(fault -> FaultCatalogue.type(fault.fault().name()).costsVotes())
                .map(SimFault::machine)
                .distinct()
                .count();
        return shape.faulty() + (int) struck + outage.map(o -> o.dead().size()).orElse(0);
    }

    /** The same with another cluster. */
    public Scenario with(SimCluster.Shape other) {
        Optional<SimOutage> there = outage.map(each -> each.among(other.validators()));
        return new Scenario(seed, other, network, accounts, lanes, pause, rogue, heights, lasting, faults, there);
    }

    /**
     * A scenario of 4, 5 or 7 validators, at most f of them faulty, at least 50 heights and at least 3 faults, that
     * depends on the seed alone.
     */
    public static Scenario random(long seed, SimEngine engine) {
        return withOutage(withChanges(withFaults(seed, engine), engine), engine);
    }

    /** In every fourth scenario of an engine that bears it, an outage at last. */
    private static Scenario withOutage(Scenario scenario, SimEngine engine) {
        SplittableRandom chance = chance(scenario.seed(), 4);
        if (!engine.bearsOutages() || chance.nextInt(4) != 0) {
            return scenario;
        }
        SimCluster.Shape shape = scenario.shape();
        List<Integer> mayDie = new ArrayList<>();
        for (int each = shape.faulty(); each < shape.validators(); each++) {
            mayDie.add(each);
        }
        scenario.faults().stream()
                .filter(fault -> FaultCatalogue.type(fault.fault().name()).costsVotes())
                .forEach(fault -> mayDie.remove((Integer) fault.machine()));
        SimOutage outage = SimOutage.random(
                chance, shape.parameters(), mayDie, engine.maxFaulty(shape.validators()) - scenario.missing());
        return scenario.with(new SimCluster.Shape(
                        shape.validators(),
                        shape.observers(),
                        shape.twins(),
                        shape.villains(),
                        SimOutage.patient(shape.parameters()),
                        shape.engine()))
                .with(Optional.of(outage));
    }

    /**
     * The same with one faulty validator more than the protocol bears: twins and liars of all kinds; and without faults
     * that make honest ones look guilty or silent for good.
     */
    public static Scenario beyond(long seed, SimEngine engine) {
        Scenario usual = withFaults(seed, engine);
        SimCluster.Shape shape = usual.shape();
        SplittableRandom chance = chance(seed, 3);
        int faulty = engine.maxFaulty(shape.validators()) + 1;
        int twins = chance.nextInt(4) == 0 ? chance.nextInt(faulty) : faulty;
        List<String> villains = new ArrayList<>();
        while (twins + villains.size() < faulty) {
            villains.add(engine.villains()
                    .get(chance.nextInt(engine.villains().size()))
                    .name());
        }
        return usual.with(new SimCluster.Shape(
                        shape.validators(), shape.observers(), twins, villains, shape.parameters(), shape.engine()))
                .with(usual.faults().stream()
                        .filter(fault ->
                                !FaultCatalogue.type(fault.fault().name()).costsVotes())
                        .toList());
    }

    /** In every third scenario of an engine that can follow them, some changes of the validators and parameters. */
    private static Scenario withChanges(Scenario scenario, SimEngine engine) {
        SplittableRandom chance = chance(scenario.seed(), 2);
        List<FaultType> changes = FaultCatalogue.types().stream()
                .filter(type -> type.reach() == FaultType.Reach.VALIDATORS && engine.bears(type))
                .toList();
        if (changes.isEmpty() || chance.nextInt(3) != 0) {
            return scenario;
        }
        SimCluster.Shape shape = scenario.shape();
        int observers = Math.max(shape.observers(), chance.nextInt(3));
        List<SimFault> faults = new ArrayList<>(scenario.faults());
        for (int i = chance.nextInt(4); i >= 0; i--) {
            faults.add(new SimFault(
                    changes.get(chance.nextInt(changes.size())).usualOne(),
                    1 + chance.nextLong(scenario.heights() - 1),
                    chance.nextLong(30_000_000),
                    1_000_000,
                    chance.nextInt(shape.validators()),
                    chance.nextLong(Long.MAX_VALUE)));
        }
        faults.sort(Comparator.comparingLong(SimFault::atHeight));
        return scenario.with(new SimCluster.Shape(
                        shape.validators(),
                        observers,
                        shape.twins(),
                        shape.villains(),
                        shape.parameters(),
                        shape.engine()))
                .with(faults);
    }

    private static Scenario withFaults(long seed, SimEngine engine) {
        SplittableRandom chance = chance(seed, 1);
        int validators = SIZES[chance.nextInt(SIZES.length)];
        int maxFaulty = engine.maxFaulty(validators);
        int faulty = chance.nextInt(5) < 2 ? 1 + chance.nextInt(maxFaulty) : 0;
        int twins = faulty > 0 && chance.nextBoolean() && engine.bearsTwins() ? faulty : 0;
        List<String> villains = new ArrayList<>();
        while (twins + villains.size() < faulty) {
            List<Villain> all = engine.villains();
            villains.add(all.get(chance.nextInt(all.size())).name());
        }
        int observers = chance.nextInt(4) == 0 ? 1 : 0;
        int timeout = new int[] {200, 500, 1000}[chance.nextInt(3)];
        int longest = timeout * (2 + chance.nextInt(9));
        Parameters parameters = parameters(
                        timeout, longest, chance.nextInt(3) == 0 ? 2 : Parameters.DEFAULT.maxBlockTransactions())
                .withEngineSettings(engine.settingsAmidFaults());
        SimLatency latency = chance.nextInt(5) == 0
                ? new SimLatency(chance.nextLong(40_000_000), 1 + chance.nextLong(20_000_000))
                : new SimLatency(chance.nextLong(500_000), 1 + chance.nextLong(1_000_000));
        long heights = MIN_HEIGHTS + chance.nextInt(10);
        SimCluster.Shape shape =
                new SimCluster.Shape(validators, observers, twins, villains, parameters, engine.name());
        return new Scenario(
                seed,
                shape,
                engine.network(latency),
                1 + chance.nextInt(3),
                1 + chance.nextInt(2),
                1 + (long) (200_000_000 * Math.pow(chance.nextDouble(), 4)),
                chance.nextInt(3) == 0,
                heights,
                0,
                faults(chance, engine, shape, heights, maxFaulty));
    }

    /**
     * A source of chance for a seed and a purpose. The seed is mixed first, as a multiple of it would set the sources of
     * neighbouring seeds on one and the same sequence, a step apart.
     */
    private static SplittableRandom chance(long seed, int purpose) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + purpose);
    }

    /** The usual parameters but for these. */
    public static Parameters parameters(int timeout, int longest, int blockTransactions) {
        Parameters base = Parameters.DEFAULT;
        return new Parameters(
                base.maxBlockBytes(),
                blockTransactions,
                base.maxTransactionBytes(),
                base.maxTransactionLifetimeMs(),
                base.maxResourceLimit(),
                base.maxLanes(),
                timeout,
                longest,
                base.heartbeatMs());
    }

    private static List<SimFault> faults(
            SplittableRandom chance, SimEngine engine, SimCluster.Shape shape, long heights, int maxFaulty) {
        boolean storm = chance.nextInt(5) == 0; // many things at once
        int count = MIN_FAULTS + chance.nextInt(storm ? 16 : 6);
        long stormHeight = 1 + chance.nextLong(heights - 4);
        int mayBeLost = maxFaulty - shape.faulty();
        List<FaultType> types = FaultCatalogue.types().stream()
                .filter(type -> type.reach() != FaultType.Reach.VALIDATORS)
                .toList();
        List<SimFault> faults = new ArrayList<>();
        while (faults.size() < count) {
            FaultType type = types.get(chance.nextInt(types.size()));
            int machine = chance.nextInt(shape.validators() + shape.observers());
            if (!engine.bears(type)) {
                continue;
            }
            if (type.costsVotes()) {
                // a validator that has lost its votes does not vote again: only as many as the protocol bears
                if (mayBeLost == 0 || machine < shape.faulty() || chance.nextInt(3) != 0) {
                    continue;
                }
                mayBeLost--;
            }
            if (engine.bearsFaultsOfFewOnly()) {
                int which = chance.nextInt(maxFaulty); // the faulty on purpose, and as many others as may be besides
                machine = which < shape.faulty() ? which : shape.validators() - 1 - (which - shape.faulty());
            } else if (type.reach() == FaultType.Reach.CLOCK) {
                machine = shape.validators() - 1 - chance.nextInt(maxFaulty); // never more than f clocks are wrong
            }
            faults.add(engine.within(new SimFault(
                    type.draw(chance),
                    storm ? stormHeight + chance.nextInt(3) : 1 + chance.nextLong(heights - 1),
                    chance.nextLong(storm ? 3_000_000_000L : 30_000_000),
                    (long) (1e6 * Math.pow(chance.nextInt(12) == 0 ? LONGEST : USUALLY_LONGEST, chance.nextDouble())),
                    machine,
                    chance.nextLong(Long.MAX_VALUE))));
        }
        faults.sort(Comparator.comparingLong(SimFault::atHeight));
        return faults;
    }
}
