package org.tallystick.testkit.sim.fault;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimMachine;

/** One occurrence of a fault in one run: whom it strikes, for how long, and what is left to chance. */
public final class Strike {
    private final SimCluster cluster;
    private final int machine;
    private final long duration;
    private final long seed;
    private final BooleanSupplier active;
    private final Runnable relink;
    private boolean[] left;

    /**
     * A strike.
     *
     * @param machine whom it strikes, where it strikes one
     * @param duration how long it lasts, in nanoseconds
     * @param active whether it has begun and not ended
     * @param relink sets all links anew
     */
    public Strike(SimCluster cluster, int machine, long duration, long seed, BooleanSupplier active, Runnable relink) {
        this.cluster = cluster;
        this.machine = machine;
        this.duration = duration;
        this.seed = seed;
        this.active = active;
        this.relink = relink;
    }

    /** Everything. */
    public SimCluster cluster() {
        return cluster;
    }

    /** Whom it strikes. */
    public SimMachine machine() {
        return cluster.machine(machine);
    }

    /** The number of whom it strikes. */
    public int number() {
        return machine;
    }

    /** How long it lasts, in nanoseconds. */
    public long duration() {
        return duration;
    }

    /** A source of chance that begins anew at every call, the same for the same strike. */
    public SplittableRandom chance() {
        return new SplittableRandom(seed);
    }

    /** A source of chance that depends on the time as well. */
    public SplittableRandom chanceNow() {
        return new SplittableRandom(seed + cluster.scheduler().now());
    }

    /** Whether a machine is on the one side of the strike's line through the cluster. */
    public boolean isLeft(int number) {
        if (left == null) {
            SplittableRandom chance = chance();
            left = new boolean[cluster.machines().size()];
            for (int i = 0; i < left.length; i++) {
                left[i] = chance.nextBoolean();
            }
        }
        return left[number];
    }

    /** Whether the line runs between two machines. */
    public boolean separates(int a, int b) {
        return isLeft(a) != isLeft(b);
    }

    /** Does something later, if the strike is not over by then. */
    public void later(long nanos, Runnable task) {
        cluster.scheduler().after(nanos, () -> {
            if (active.getAsBoolean()) {
                task.run();
            }
        });
    }

    /** Sets all links anew. */
    public void relink() {
        relink.run();
    }
}
