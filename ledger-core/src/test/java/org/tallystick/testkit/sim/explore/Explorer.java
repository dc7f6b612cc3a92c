package org.tallystick.testkit.sim.explore;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimRun;

/** Plays random scenarios, several at once, and shrinks those that go wrong. */
public final class Explorer {
    /**
     * What to do.
     *
     * @param engine whose scenarios
     * @param firstSeed the seed of the first scenario; the others follow it
     * @param runs how many scenarios at most
     * @param threads how many at once
     * @param processorNanos how much processor time at most; no new run begins after it
     * @param findings after how many failing scenarios to stop
     * @param shrinking how many smaller scenarios may be tried for each failing one; 0 for none
     * @param beyond whether one validator more is faulty than the protocol bears: there may be forks then, and their
     *     culprits must be named; nothing is shrunk
     */
    public record Plan(
            SimEngine engine,
            long firstSeed,
            long runs,
            int threads,
            long processorNanos,
            int findings,
            int shrinking,
            boolean beyond) {}

    /**
     * What came of it.
     *
     * @param runs how many scenarios were played to their end
     * @param heights final blocks in all of them
     * @param events messages handled and timers fired in all of them
     * @param simulatedNanos time that passed in all of them
     * @param processorNanos processor time spent, without shrinking
     * @param wallNanos time spent
     * @param forks in how many of them there was one; only beyond what the protocol bears
     * @param fewestCulprits the fewest validators that were convicted after a fork; 0 where there was none
     * @param longestRecovery the longest time from healing to the next block, in simulated nanoseconds
     * @param coverage what the scenarios were made of
     * @param findings what went wrong, by seed
     */
    public record Report(
            long runs,
            long heights,
            long events,
            long simulatedNanos,
            long processorNanos,
            long wallNanos,
            long forks,
            long fewestCulprits,
            long longestRecovery,
            Coverage coverage,
            List<Finding> findings) {}

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final long TELL_EVERY = 10_000_000_000L;

    private final Plan plan;
    private final Consumer<Report> progress;
    private final Coverage coverage = new Coverage();
    private final List<Finding> findings = new ArrayList<>();
    private final long begun = System.nanoTime();
    private final List<Throwable> broken = new ArrayList<>();
    private long told = begun;
    private long started;
    private long done;
    private long heights;
    private long events;
    private long simulated;
    private long processor;
    private long recovery;
    private long forks;
    private long fewestCulprits;

    private Explorer(Plan plan, Consumer<Report> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Carries a plan out. Which scenarios are played, and how each ends, does not depend on the number of threads.
     *
     * @param progress hears now and then how far it is
     * @throws IllegalStateException if the simulator itself failed
     */
    public static Report explore(Plan plan, Consumer<Report> progress) throws InterruptedException {
        Explorer explorer = new Explorer(plan, progress);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < plan.threads(); i++) {
            Thread worker = new Thread(explorer::work, "explore-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return explorer.finish();
    }

    private synchronized Report finish() {
        if (!broken.isEmpty()) {
            throw new IllegalStateException("the simulator failed", broken.get(0));
        }
        findings.sort(Comparator.comparingLong(Finding::seed));
        return report();
    }

    private Report report() {
        return new Report(
                done,
                heights,
                events,
                simulated,
                processor,
                System.nanoTime() - begun,
                forks,
                fewestCulprits,
                recovery,
                coverage,
                List.copyOf(findings));
    }

    private void work() {
        try {
            for (long seed = next(); seed >= 0; seed = next()) {
                play(seed);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized void fail(Throwable e) {
        broken.add(e);
    }

    private synchronized long next() {
        boolean over = started >= plan.runs()
                || processor > plan.processorNanos()
                || findings.size() >= plan.findings()
                || !broken.isEmpty();
        return over ? -1 : plan.firstSeed() + started++;
    }

    private void play(long seed) {
        if (plan.beyond()) {
            playBeyond(seed);
            return;
        }
        Scenario scenario = Scenario.random(seed, plan.engine());
        long before = PROCESSOR.getCurrentThreadCpuTime();
        SimRun.Result result;
        try {
            result = SimRun.play(scenario, SimCrypto.MOCK, new LedgerNodes(plan.engine()));
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException("seed " + seed + " broke the simulator", e);
        }
        long spent = PROCESSOR.getCurrentThreadCpuTime() - before;
        Finding finding =
                result.isGood() ? null : shrink(scenario, result.violations().get(0));
        note(scenario, result, spent, finding);
    }

    private void playBeyond(long seed) {
        Scenario scenario = Scenario.beyond(seed, plan.engine());
        long before = PROCESSOR.getCurrentThreadCpuTime();
        SimRun.Blame blame;
        try {
            blame = SimRun.blame(scenario, SimCrypto.MOCK, new LedgerNodes(plan.engine()), plan.engine());
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException("seed " + seed + " broke the simulator", e);
        }
        long spent = PROCESSOR.getCurrentThreadCpuTime() - before;
        String wrong = blame.violations().isEmpty() ? null : blame.violations().get(0);
        noteBeyond(scenario, blame, spent, wrong);
    }

    private synchronized void noteBeyond(Scenario scenario, SimRun.Blame blame, long spent, String wrong) {
        if (blame.forked()) {
            long named = blame.culprits().size();
            fewestCulprits = forks == 0 ? named : Math.min(fewestCulprits, named);
            forks++;
        }
        if (wrong != null) {
            findings.add(new Finding(scenario.seed(), wrong, scenario, scenario, wrong, 0));
        }
        heights += blame.height();
        events += blame.events();
        simulated += blame.simulatedNanos();
        noteDone(scenario, spent);
    }

    private Finding shrink(Scenario scenario, String violation) {
        Shrinker shrinker = new Shrinker(this::violationOf, scenario, violation, plan.shrinking());
        Scenario minimal = shrinker.shrink();
        return new Finding(
                scenario.seed(), violation, scenario, minimal, shrinker.bestViolation(), shrinker.attempts());
    }

    private Optional<String> violationOf(Scenario scenario) {
        return SimRun.play(scenario, SimCrypto.MOCK, new LedgerNodes(plan.engine())).violations().stream()
                .findFirst();
    }

    private synchronized void note(Scenario scenario, SimRun.Result result, long spent, Finding finding) {
        heights += result.height();
        events += result.events();
        simulated += result.simulatedNanos();
        recovery = Math.max(recovery, result.recoveryNanos());
        if (finding != null) {
            findings.add(finding);
        }
        noteDone(scenario, spent);
    }

    private void noteDone(Scenario scenario, long spent) {
        done++;
        coverage.add(scenario);
        processor += spent;
        if (System.nanoTime() - told > TELL_EVERY) {
            told = System.nanoTime();
            progress.accept(report());
        }
    }
}
