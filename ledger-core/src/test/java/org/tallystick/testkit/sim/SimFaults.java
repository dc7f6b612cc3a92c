package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lets the faults of a list begin when they are due and end when their time is over. */
final class SimFaults {
    private final SimCluster cluster;
    private final List<SimFault> waiting;
    private final List<SimFault> active = new ArrayList<>();
    private final SimLatency latency;
    private final SplittableRandom chance;

    SimFaults(SimCluster cluster, List<SimFault> faults, SimLatency latency, long seed) {
        this.chance = new SplittableRandom(seed);
        this.cluster = cluster;
        this.waiting = new ArrayList<>(faults);
        this.latency = latency;
    }

    /** Sets the latencies, and starts all nodes. */
    void begin() {
        applyNetworkFaults(true);
        cluster.startAll();
        if (cluster.shape().twins() > 0) {
            switchTwins();
        }
    }

    /** While there are faults, the rest of the cluster meets now the one, now the other of two twins. */
    private void switchTwins() {
        applyNetworkFaults(true); // once more when all is over, which brings the honest machines together
        if (!areOver()) {
            cluster.scheduler().after(100_000_000 + chance.nextLong(2_000_000_000), this::switchTwins);
        }
    }

    /** Whether all faults are over. */
    boolean areOver() {
        return waiting.isEmpty() && active.isEmpty();
    }

    /** Looks which faults are due; to be called now and then. */
    void poll() {
        if (waiting.isEmpty() || waiting.get(0).atHeight() > cluster.checks().head()) {
            return;
        }
        SimFault fault = waiting.remove(0);
        active.add(fault);
        cluster.scheduler().after(fault.delay(), () -> begin(fault));
        poll();
    }

    private void trace(SimFault fault, int phase) {
        cluster.trace()
                .record(
                        cluster.scheduler().now(),
                        fault.machine(),
                        SimTrace.Kind.FAULT,
                        fault.kind().ordinal() * 2L + phase);
        cluster.trace()
                .note(cluster.scheduler().now(), fault.machine(), (phase == 0 ? "begin " : "end ") + fault.kind());
    }

    private void begin(SimFault fault) {
        if (!active.contains(fault)) {
            return;
        }
        trace(fault, 0);
        SimMachine machine = cluster.machine(fault.machine());
        switch (fault.kind()) {
            case CRASH -> cluster.crash(fault.machine());
            case CRASH_IN_JOURNAL -> armCrash(fault, SimDisk.Target.JOURNAL);
            case CRASH_IN_COMMIT -> armCrash(fault, SimDisk.Target.COMMIT);
            case CRASH_LOOP -> crashAgain(fault);
            case POWER_CUT -> cluster.machines().forEach(each -> cluster.crash(each.number()));
            case PAUSE -> {
                if (machine.runtime() != null) {
                    machine.runtime().pause(fault.duration());
                }
            }
            case SLOW_DISK -> machine.disk().setSlowness(100);
            case FAILING_DISK -> machine.disk().setFailing(true);
            case LOST_DISK -> cluster.wipe(fault.machine());
            case RESTORED_DISK -> cluster.backUp(fault.machine());
            case RESET -> resetConnections(fault);
            case WRONG_CLOCK -> machine.clock().setOffset(new SplittableRandom(fault.seed()).nextLong(-20_000, 20_000));
            case FLAPPING -> flap(fault, cluster.scheduler().now() + fault.duration());
            case PARTITION, BRIDGE, ONE_WAY, LOSS, DISORDER, DELAY -> applyNetworkFaults(fault.seed() % 2 == 0);
        }
        cluster.scheduler().after(fault.duration(), () -> end(fault));
    }

    private void end(SimFault fault) {
        if (!active.remove(fault)) {
            return;
        }
        trace(fault, 1);
        SimMachine machine = cluster.machine(fault.machine());
        switch (fault.kind()) {
            case CRASH, LOST_DISK -> cluster.start(fault.machine());
            case CRASH_IN_JOURNAL, CRASH_IN_COMMIT, CRASH_LOOP -> {
                machine.disk().disarm();
                cluster.start(fault.machine());
            }
            case RESTORED_DISK -> {
                cluster.restore(fault.machine());
                cluster.start(fault.machine());
            }
            case POWER_CUT -> restartAllOverTime(fault);
            case SLOW_DISK -> machine.disk().setSlowness(1);
            case FAILING_DISK -> {
                machine.disk().setFailing(false);
                cluster.crash(fault.machine());
                cluster.start(fault.machine());
            }
            case WRONG_CLOCK -> machine.clock().setOffset(0);
            case PAUSE, RESET -> {
                // ends by itself
            }
            case FLAPPING, PARTITION, BRIDGE, ONE_WAY, LOSS, DISORDER, DELAY -> applyNetworkFaults(true);
        }
    }

    /** Ends everything at once, and starts what is down. */
    void healAll() {
        waiting.clear();
        new ArrayList<>(active).forEach(this::end);
        applyNetworkFaults(true);
        for (SimMachine machine : cluster.machines()) {
            machine.disk().setSlowness(1);
            machine.disk().setFailing(false);
            machine.clock().setOffset(0);
        }
        cluster.startAll();
    }

    private void armCrash(SimFault fault, SimDisk.Target target) {
        cluster.crashDuring(fault.machine(), target, (int) (fault.seed() & 7));
    }

    private void crashAgain(SimFault fault) {
        if (!active.contains(fault)) {
            return;
        }
        cluster.crash(fault.machine());
        cluster.scheduler().after(chance.nextLong(200_000_000), () -> {
            if (active.contains(fault)) {
                SimDisk.Target target = chance.nextInt(3) == 0 ? SimDisk.Target.COMMIT : SimDisk.Target.JOURNAL;
                cluster.crashDuring(fault.machine(), target, chance.nextInt(3));
                cluster.start(fault.machine());
            }
        });
        cluster.scheduler().after(200_000_000 + chance.nextLong(400_000_000), () -> crashAgain(fault));
    }

    private void restartAllOverTime(SimFault fault) {
        SplittableRandom chance = new SplittableRandom(fault.seed());
        for (SimMachine machine : cluster.machines()) {
            cluster.scheduler().after(chance.nextLong(3_000_000_000L), () -> cluster.start(machine.number()));
        }
    }

    private void resetConnections(SimFault fault) {
        SplittableRandom chance = new SplittableRandom(fault.seed());
        int machines = cluster.machines().size();
        for (int a = 0; a < machines; a++) {
            for (int b = a + 1; b < machines; b++) {
                if (chance.nextBoolean()) {
                    cluster.network().breakConnection(a, b);
                }
            }
        }
    }

    private void flap(SimFault fault, long until) {
        SplittableRandom chance =
                new SplittableRandom(fault.seed() + cluster.scheduler().now());
        if (!active.contains(fault) || cluster.scheduler().now() >= until) {
            return;
        }
        applyNetworkFaults(chance.nextBoolean());
        cluster.scheduler().after(20_000_000 + chance.nextLong(600_000_000), () -> flap(fault, until));
    }

    /** Makes the network perfect, then applies every fault that it has now, in order. */
    private void applyNetworkFaults(boolean abrupt) {
        SimNetwork network = cluster.network();
        int machines = cluster.machines().size();
        for (int a = 0; a < machines; a++) {
            for (int b = 0; b < machines; b++) {
                network.link(a, b).heal();
                latency.apply(network.link(a, b));
            }
        }
        active.forEach(this::applyToLinks);
        cluster.separateTwins(abrupt && !areOver() && chance.nextInt(3) == 0);
        network.linksChanged(abrupt);
    }

    private void applyToLinks(SimFault fault) {
        SplittableRandom chance = new SplittableRandom(fault.seed());
        int machines = cluster.machines().size();
        boolean[] left = new boolean[machines];
        for (int i = 0; i < machines; i++) {
            left[i] = chance.nextBoolean();
        }
        double strength = chance.nextDouble();
        boolean hears = chance.nextBoolean();
        boolean now = (cluster.scheduler().now() / 100_000_000 + fault.seed()) % 2 == 0;
        for (int a = 0; a < machines; a++) {
            for (int b = 0; b < machines; b++) {
                SimLink link = cluster.network().link(a, b);
                switch (fault.kind()) {
                    case PARTITION -> block(link, left[a] != left[b]);
                    case FLAPPING -> block(link, left[a] != left[b] && now);
                    case BRIDGE -> block(link, left[a] != left[b] && a != fault.machine() && b != fault.machine());
                    case ONE_WAY -> block(link, (hears ? a : b) == fault.machine());
                    case LOSS -> link.setLoss(0.02 + 0.4 * strength, 0);
                    case DISORDER -> {
                        link.setLoss(0.02 * strength, 0.3 * strength);
                        link.setUnordered(true);
                    }
                    case DELAY -> link.setLatency(1_000_000, (long) (2_000_000_000 * strength * strength));
                    default -> {
                        // not of the network
                    }
                }
            }
        }
    }

    private static void block(SimLink link, boolean blocks) {
        if (blocks) {
            link.setBlocked(true);
        }
    }
}
