package org.tallystick.examples.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Kills nodes with SIGKILL and starts them again, for a time. Most rounds take one node; every fourth takes one more than
 * the ledger can do without, so that nothing can become final until the first of them is back. Times count from the moment
 * a process is started, so they include the start of its JVM.
 */
final class Chaos {
    private static final long IN_STEP_LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final int ROUNDS = 20;

    /**
     * What was done and how long the cluster took to recover.
     *
     * @param kills processes killed
     * @param quorumLosses moments at which fewer nodes than a quorum were left
     * @param resumeMillis for each such moment, from the start of the process that made up a quorum to the next
     *     acknowledgement
     * @param rejoinMillis for each kill, from the start of the process to being in step
     */
    record Result(int kills, int quorumLosses, List<Long> resumeMillis, List<Long> rejoinMillis) {
        long resumeMax() {
            return resumeMillis.stream().mapToLong(Long::longValue).max().orElse(0);
        }

        long rejoinMax() {
            return rejoinMillis.stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }

    private final Cluster cluster;
    private final Meter meter;
    private final RandomGenerator random;
    private final Consumer<String> log;

    private int kills;
    private int quorumLosses;
    private final List<Long> resumeMillis = new ArrayList<>();
    private final List<Long> rejoinMillis = new ArrayList<>();

    Chaos(Cluster cluster, Meter meter, RandomGenerator random, Consumer<String> log) {
        this.cluster = cluster;
        this.meter = meter;
        this.random = random;
        this.log = log;
    }

    /** Goes on for about as long as told, and returns when all nodes are in step again. */
    Result run(Duration duration) throws InterruptedException, IOException, ClusterException {
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        long interval = duration.toNanos() / ROUNDS;
        for (int round = 0; round < ROUNDS && System.nanoTime() < end - interval / 2; round++) {
            int victims = round % 4 == 2 ? cluster.nodes().size() - cluster.quorum() + 1 : 1;
            round(victims);
            long next = start + (round + 1) * interval;
            sleep(Math.max(0, next - System.nanoTime()));
        }
        sleep(Math.max(0, end - System.nanoTime()));
        return new Result(kills, quorumLosses, List.copyOf(resumeMillis), List.copyOf(rejoinMillis));
    }

    private void round(int count) throws InterruptedException, IOException, ClusterException {
        List<NodeHandle> victims = choose(count);
        for (NodeHandle victim : victims) {
            victim.kill();
            kills++;
        }
        boolean quorumLost = cluster.nodes().size() - count < cluster.quorum();
        quorumLosses += quorumLost ? 1 : 0;
        log.accept("killed " + names(victims) + (quorumLost ? ": no quorum is left" : ""));
        sleep(TimeUnit.MILLISECONDS.toNanos(quorumLost ? random.nextInt(1000, 2500) : random.nextInt(200, 1500)));
        for (NodeHandle victim : victims) {
            victim.start();
            if (quorumLost && victim == victims.get(0)) {
                awaitResume(victim);
            }
        }
        for (NodeHandle victim : victims) {
            awaitInStep(victim);
        }
    }

    private List<NodeHandle> choose(int count) {
        List<NodeHandle> left = new ArrayList<>(cluster.nodes());
        List<NodeHandle> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(left.remove(random.nextInt(left.size())));
        }
        return chosen;
    }

    private static String names(List<NodeHandle> nodes) {
        return String.join(" and ", nodes.stream().map(NodeHandle::name).toList());
    }

    private void awaitResume(NodeHandle node) throws InterruptedException, ClusterException {
        long from = node.startedNanos();
        while (meter.lastFinalNanos() - from <= 0) {
            if (System.nanoTime() - from > IN_STEP_LIMIT) {
                throw new ClusterException(
                        "no transfer became final within 60 s of a quorum's return; " + cluster.describe());
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(meter.lastFinalNanos() - from);
        resumeMillis.add(millis);
        log.accept("transfers become final again, " + millis + " ms after the start of " + node.name());
    }

    /** A node is in step when it says so, and has the block that was the others' last a moment before. */
    private void awaitInStep(NodeHandle node) throws InterruptedException, ClusterException {
        long target = Long.MAX_VALUE;
        while (true) {
            NodeReport report = node.report();
            if (report != null && report.running() && report.height() >= target) {
                break;
            }
            if (node.state() == NodeHandle.State.DIED) {
                throw new ClusterException(node.name() + " ended by itself after its restart: " + node.lastWords());
            }
            if (System.nanoTime() - node.startedNanos() > IN_STEP_LIMIT) {
                throw new ClusterException(node.name() + " was not in step within 60 s; " + cluster.describe());
            }
            TimeUnit.MILLISECONDS.sleep(20);
            target = othersHeight(node);
            cluster.refresh();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - node.startedNanos());
        rejoinMillis.add(millis);
        log.accept(node.name() + " is back in step, " + millis + " ms after its start");
    }

    private long othersHeight(NodeHandle node) {
        return cluster.nodes().stream()
                .filter(other -> other != node && other.report() != null)
                .mapToLong(other -> other.report().height())
                .max()
                .orElse(0);
    }

    private static void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }
}
