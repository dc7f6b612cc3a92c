package org.tallystick.testkit.sim;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Event;

/**
 * Plays one scenario to its end. First the chain grows while faults come and go. Then everything is healed, and the
 * ledger must go on within the bound that the protocol promises, bring every transaction to its end, and have all
 * nodes agree. At last nothing is to be done, and nothing may be done: an idle ledger neither writes nor talks.
 */
public final class SimRun {
    /**
     * How a run ended.
     *
     * @param seed of the scenario
     * @param violations what was wrong; empty when all was well
     * @param height of the chain
     * @param transactions in the ledger
     * @param simulatedNanos how long it took, for the cluster
     * @param steps how many things happened
     * @param events how many of them were the handling of a message or a timer
     * @param trace hash of all that happened
     * @param recoveryNanos from the healing to the next block, simulated
     */
    public record Result(
            long seed,
            List<String> violations,
            long height,
            long transactions,
            long simulatedNanos,
            long steps,
            long events,
            Hash trace,
            long recoveryNanos) {
        /** Whether nothing was wrong. */
        public boolean isGood() {
            return violations.isEmpty();
        }
    }

    private static final long SECOND = 1_000_000_000L;
    private static final long SLACK = 10 * SECOND;

    /** For connections to come back, 1.5 s, and for what is unfinished to be sent again, 2 s. */
    private static final long RECOVERY_SLACK = 5 * SECOND;

    private static final long LEISURE = 2 * SECOND;
    private static final long ROGUE_PAUSE = SECOND / 20;
    private static final long QUIET = 3 * SECOND;
    private static final long IDLE = 30 * SECOND;

    private final Scenario scenario;
    private final SimNodes nodes;
    private final SimCluster cluster;
    private final SimWorkload workload;
    private final SimFaults faults;
    private long recovery = -1;

    private SimRun(Scenario scenario, SimCrypto crypto, SimNodes nodes) {
        this.scenario = scenario;
        SplittableRandom chance = new SplittableRandom(scenario.seed());
        cluster = new SimCluster(scenario.shape(), crypto, nodes, chance.nextLong());
        workload = new SimWorkload(cluster, scenario.accounts(), scenario.lanes(), scenario.pause(), chance.nextLong());
        if (scenario.rogue()) {
            workload.addRogue(cluster, ROGUE_PAUSE, chance.nextLong());
        }
        if (scenario.lasting() > 0) {
            cluster.setMaxSteps(Long.MAX_VALUE); // its time bounds it
        }
        cluster.network().setUplink(scenario.network().bytesPerSecond());
        faults = new SimFaults(cluster, scenario.faults(), scenario.network(), chance.nextLong());
        this.nodes = nodes;
    }

    /** Plays a scenario. */
    public static Result play(Scenario scenario, SimCrypto crypto, SimNodes nodes) {
        return play(scenario, crypto, nodes, null, null);
    }

    /** Plays a scenario, and tells a log of everything that happens, if it is not null. */
    public static Result play(Scenario scenario, SimCrypto crypto, SimNodes nodes, Consumer<String> log) {
        return play(scenario, crypto, nodes, log, null);
    }

    /** Plays a scenario, and tells a log of everything that happens and a probe of what it asks for; either may be null. */
    public static Result play(
            Scenario scenario, SimCrypto crypto, SimNodes nodes, Consumer<String> log, SimProbe probe) {
        SimRun run = new SimRun(scenario, crypto, nodes);
        run.cluster.trace().logTo(log);
        run.cluster.setProbe(probe);
        run.play();
        SimCluster cluster = run.cluster;
        return new Result(
                scenario.seed(),
                List.copyOf(cluster.checks().violations()),
                cluster.checks().head(),
                run.workload.settled(),
                cluster.scheduler().now(),
                cluster.scheduler().steps(),
                cluster.trace().events(),
                cluster.trace().hash(),
                run.recovery);
    }

    /**
     * What became of a run with more faulty validators than any protocol bears.
     *
     * @param violations what was wrong; a fork is not, unless too few of the guilty, or somebody honest, were named for it
     * @param forked whether there was a fork
     * @param culprits the validators that are convicted by what the honest ones have heard
     * @param height of the chain
     * @param events handled
     * @param simulatedNanos how long it took, for the cluster
     */
    public record Blame(
            List<String> violations,
            boolean forked,
            Set<Integer> culprits,
            long height,
            long events,
            long simulatedNanos) {}

    /**
     * Plays a scenario with f + 1 faulty validators or more up to the first fork, or until it is over. There may be a
     * fork, and then the messages that honest machines have heard, taken together, must convict f + 1 validators; and
     * whether there is a fork or not, no honest one.
     */
    public static Blame blame(Scenario scenario, SimCrypto crypto, SimNodes nodes, SimEngine engine) {
        SimRun run = new SimRun(scenario, crypto, nodes);
        SimCluster cluster = run.cluster;
        SimChecks checks = cluster.checks();
        SimWitness witness =
                engine.witness(cluster.genesis(), crypto.verifier()).orElseThrow();
        checks.expectForks(witness);
        cluster.setProbe(new SimProbe() {
            @Override
            public void event(int machine, long now, Event event) {
                if (event instanceof Event.Received received && checks.isHonest(machine)) {
                    witness.heard(received.message());
                }
            }
        });
        run.faults.begin();
        run.workload.begin();
        cluster.runUntil(run::hasGrown, run.patience());
        for (int culprit : witness.culprits()) {
            if (checks.isHonest(culprit) && !checks.hasLostDisk(culprit)) {
                checks.violation("SAFETY: n" + culprit + " is convicted, which is honest");
            }
        }
        int least = engine.maxFaulty(scenario.shape().validators()) + 1;
        if (checks.isForked() && witness.culprits().size() < least) {
            checks.violation("SAFETY: a fork, and only " + witness.culprits() + " of at least " + least + " convicted");
        }
        return new Blame(
                List.copyOf(checks.violations()),
                checks.isForked(),
                Set.copyOf(witness.culprits()),
                checks.head(),
                cluster.trace().events(),
                cluster.scheduler().now());
    }

    private long roundOfTimeouts() {
        return nodes.recoveryBound(scenario.shape());
    }

    private void play() {
        // Every assertion below is a violation; whichever comes first ends the run.
        if (grow() && recover() && settle() && audit() && nodes.restsWhenIdle()) {
            idle();
        }
    }

    private long patience() {
        long patience = 60 * SECOND + roundOfTimeouts() + scenario.lasting();
        for (SimFault fault : scenario.faults()) {
            patience += fault.delay() + fault.duration() + roundOfTimeouts() + SLACK;
        }
        return patience;
    }

    private boolean grow() {
        faults.begin();
        workload.begin();
        boolean grown = cluster.runUntil(this::hasGrown, patience());
        if (cluster.probe() != null) {
            cluster.probe().grown(cluster);
        }
        return grown
                || violation("LIVENESS: the chain has only got to height "
                        + cluster.checks().head() + health());
    }

    private boolean hasGrown() {
        faults.poll();
        if (cluster.checks().head() < scenario.heights() || cluster.scheduler().now() < scenario.lasting()) {
            return false;
        }
        workload.slowDown(LEISURE); // high enough; what remains is to see the faults through
        return faults.areOver();
    }

    private boolean violation(String what) {
        if (cluster.checks().violations().isEmpty()) {
            cluster.checks().violation(what);
        }
        return false;
    }

    private boolean recover() {
        faults.healAll();
        scenario.outage().ifPresent(this::suffer);
        long healed = cluster.scheduler().now();
        long height = cluster.checks().head();
        workload.hurry();
        long bound = nodes.recoveryBound(scenario.shape(), scenario.missing()) + RECOVERY_SLACK;
        boolean grew = cluster.runUntil(() -> cluster.checks().head() > height, bound);
        recovery = cluster.scheduler().now() - healed;
        cluster.startAll(); // those whom the outage killed
        return grew || violation("LIVENESS: no block since everything was healed, at height " + height + health());
    }

    private void suffer(SimOutage outage) {
        workload.stopRogues();
        workload.hurry();
        faults.suffer(outage);
        workload.insist();
    }

    private boolean settle() {
        workload.stop();
        // a block that only waits for somebody's turn comes within this time
        long quiet = Math.max(QUIET, roundOfTimeouts());
        long patience = 4 * (roundOfTimeouts() + SLACK) + cluster.wishes() * (roundOfTimeouts() + 2 * SLACK);
        return cluster.runUntil(
                        () -> cluster.checks().quietFor() > quiet
                                && workload.isIdle()
                                && cluster.checks().hasAllThatWasTold()
                                && cluster.areWishesDone()
                                && sameHead(),
                        patience)
                || violation("LIVENESS: " + cluster.running().size() + " nodes do not come to rest: " + heads()
                        + (workload.isIdle() ? "" : ", transactions without an outcome")
                        + (cluster.areWishesDone() ? "" : ", changes of validators that do not come into force"));
    }

    private boolean sameHead() {
        for (SimMachine machine : cluster.machines()) {
            if (cluster.checks().isHonest(machine.number())
                    && (!machine.isUp()
                            || cluster.checks().persisted(machine.number())
                                    != cluster.checks().head())) {
                return false;
            }
        }
        return true;
    }

    private String health() {
        StringBuilder text = new StringBuilder();
        for (SimMachine machine : cluster.machines()) {
            text.append("; n").append(machine.number()).append(machine.isUp() ? " " : " down");
            if (machine.isUp()) {
                text.append("at ").append(machine.ledger().head().height());
                text.append(' ').append(machine.ledger().health());
            }
        }
        return text.toString();
    }

    private String heads() {
        StringBuilder text = new StringBuilder();
        for (SimMachine machine : cluster.machines()) {
            text.append(" n").append(machine.number()).append(machine.isUp() ? ":" : " down:");
            text.append(cluster.checks().persisted(machine.number()));
        }
        return text.toString();
    }

    private boolean audit() {
        cluster.checkHealth();
        new SimAudit(cluster, workload).run();
        return cluster.checks().violations().isEmpty();
    }

    private void idle() {
        long bans = Math.max(
                0, cluster.network().lastBanEnds() - cluster.scheduler().now());
        cluster.run(bans + roundOfTimeouts() + SLACK); // the last greetings and the last resending
        long writes = cluster.checks().writes();
        long messages = messagesOfHonest();
        cluster.run(IDLE);
        if (cluster.checks().writes() != writes && scenario.shape().faulty() == 0) {
            violation("an idle ledger writes to its disks");
        }
        if (messagesOfHonest() != messages && scenario.shape().faulty() == 0) {
            violation("the validators of an idle ledger talk: " + (messagesOfHonest() - messages) + " messages");
        }
        cluster.checkHealth();
    }

    private long messagesOfHonest() {
        return cluster.machines().stream()
                .filter(machine -> cluster.checks().isHonest(machine.number()))
                .mapToLong(machine -> cluster.network().consensusMessages(machine.number()))
                .sum();
    }
}
