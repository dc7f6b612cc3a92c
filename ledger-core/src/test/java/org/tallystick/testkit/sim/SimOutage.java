package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.tallystick.model.Parameters;

/**
 * The last thing that strikes a cluster: for a long time no quorum can do anything in time, and when that is over, some
 * validators are dead and stay so until the ledger has gone on without them.
 *
 * @param kind what it is that keeps the machines from each other
 * @param number for {@link Kind#LATE} how much longer every message takes, for {@link Kind#SHUFFLED} how long any two
 *     stay together; in nanoseconds
 * @param duration how long it lasts, in nanoseconds
 * @param dead the validators that are down when it ends
 * @param seed of what is left to chance
 */
public record SimOutage(Kind kind, long number, long duration, List<Integer> dead, long seed) {
    /** What keeps the machines from each other. */
    public enum Kind {
        /** No machine reaches more than one other. */
        PARTED,
        /** The same, but who reaches whom changes all the time. */
        SHUFFLED,
        /** Messages take longer than any timeout, so that one view after the other is given up. */
        LATE
    }

    private static final double SECOND = 1e9;
    private static final double LONGEST_DELAY = 60 * SECOND;
    private static final double LONGEST_STAY = 20 * SECOND;
    private static final double LONGEST = 86_400 * SECOND;
    private static final double LONGEST_TALKING = 1_800 * SECOND; // while messages flow, time is not cheap
    private static final long LIFETIME_MS = 30L * 86_400_000;

    /** Copies the list, and refuses what is shorter than a nanosecond. */
    public SimOutage {
        if (duration < 1 || number < 0) {
            throw new IllegalArgumentException("an outage lasts at least 1 ns, not " + duration + ", by " + number);
        }
        dead = List.copyOf(dead);
    }

    /** An outage after which at most so many validators, of those that may die, are dead. */
    static SimOutage random(SplittableRandom chance, Parameters parameters, List<Integer> mayDie, int maxDead) {
        Kind kind = Kind.values()[chance.nextInt(Kind.values().length)];
        double cap = parameters.maxViewTimeoutMs() * 1e6;
        long number = switch (kind) {
            case PARTED -> 0;
            case SHUFFLED -> between(chance, 2 * SECOND, LONGEST_STAY);
            case LATE -> between(chance, cap, LONGEST_DELAY);
        };
        long duration = between(chance, SECOND, kind == Kind.PARTED ? LONGEST : LONGEST_TALKING);
        List<Integer> left = new ArrayList<>(mayDie);
        List<Integer> dead = new ArrayList<>();
        for (int more = chance.nextInt(3) == 0 ? chance.nextInt(maxDead + 1) : maxDead; more > 0; more--) {
            dead.add(left.remove(chance.nextInt(left.size())));
        }
        return new SimOutage(kind, number, duration, dead, chance.nextLong(Long.MAX_VALUE));
    }

    /** Drawn so that every order of magnitude is as likely as any other. */
    private static long between(SplittableRandom chance, double least, double most) {
        return (long) (least * Math.pow(most / least, chance.nextDouble()));
    }

    /** The same settings, but transactions that outlive the longest outage. */
    static Parameters patient(Parameters usual) {
        return new Parameters(
                        usual.maxBlockBytes(),
                        usual.maxBlockTransactions(),
                        usual.maxTransactionBytes(),
                        LIFETIME_MS,
                        usual.maxResourceLimit(),
                        usual.maxLanes(),
                        usual.viewTimeoutMs(),
                        usual.maxViewTimeoutMs(),
                        usual.heartbeatMs())
                .withEngineSettings(usual.engineSettings());
    }

    /** The same, of another length. */
    public SimOutage lasting(long nanos) {
        return new SimOutage(kind, number, nanos, dead, seed);
    }

    /** The same in another cluster, which has so many validators. */
    public SimOutage among(int validators) {
        return new SimOutage(
                kind,
                number,
                duration,
                dead.stream().filter(each -> each < validators).toList(),
                seed);
    }

    /** As {@code kind=number~duration:dead,dead#seed}. */
    String text() {
        String names = String.join(",", dead.stream().map(String::valueOf).toList());
        return kind.name().toLowerCase(Locale.ROOT) + "=" + number + "~" + duration + ":" + names + "#" + seed;
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @param validators how many there are
     * @throws IllegalArgumentException if it is anything else
     */
    static SimOutage parse(String text, int validators) {
        String[] parts = text.split("[=~:#]", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("\"" + text + "\" is not kind=number~duration:dead,dead#seed");
        }
        List<Integer> dead = new ArrayList<>();
        for (String each : parts[3].isEmpty() ? new String[0] : parts[3].split(",")) {
            int validator = Integer.parseInt(each);
            if (validator < 0 || validator >= validators) {
                throw new IllegalArgumentException("there is no validator " + validator + " to be dead");
            }
            dead.add(validator);
        }
        return new SimOutage(
                Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                dead,
                Long.parseLong(parts[4]));
    }

    /** Lets it strike, and time pass until it is over; {@code heal} makes the network as it should be. */
    void suffer(SimCluster cluster, Runnable heal) {
        SplittableRandom luck = new SplittableRandom(seed);
        for (int each : dead) {
            // half of them at its very end, as the others have been missed by then
            long dies = luck.nextBoolean() ? duration : luck.nextLong(duration);
            cluster.scheduler().after(dies, () -> cluster.crash(each));
        }
        long ends = cluster.scheduler().now() + duration;
        while (cluster.scheduler().now() < ends && cluster.checks().violations().isEmpty()) {
            disturb(cluster, luck);
            long left = ends - cluster.scheduler().now();
            cluster.run(kind == Kind.SHUFFLED ? Math.min(number, left) : left);
        }
        heal.run();
        cluster.network().breakAll();
    }

    private void disturb(SimCluster cluster, SplittableRandom luck) {
        int machines = cluster.machines().size();
        int[] places = new int[machines];
        for (int i = 0; i < machines; i++) {
            int other = luck.nextInt(i + 1);
            places[i] = places[other];
            places[other] = i;
        }
        for (int a = 0; a < machines; a++) {
            for (int b = 0; b < machines; b++) {
                if (kind == Kind.LATE) {
                    cluster.network().link(a, b).addDelay(number, number / 2);
                } else {
                    cluster.network().link(a, b).setBlocked(places[a] / 2 != places[b] / 2);
                }
            }
        }
        cluster.network().linksChanged(luck.nextBoolean());
    }
}
