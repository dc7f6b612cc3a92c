package org.tallystick.consensus.mutants;

import java.util.Map;
import org.tallystick.consensus.bft.BftSimEngine;
import org.tallystick.testkit.sim.explore.Explorer;
import org.tallystick.testkit.sim.explore.Finding;

/** Explores until something goes wrong. Loaded anew for every mutant, so it speaks in the JDK's types only. */
public final class Hunt {
    private Hunt() {}

    /**
     * Explores.
     *
     * @return {@code runs}, {@code millis} of processor time and, if anything went wrong, {@code seed} and
     *     {@code violation}
     */
    public static Map<String, Object> hunt(long firstSeed, long runs, long processorNanos, int threads)
            throws InterruptedException {
        Explorer.Plan plan =
                new Explorer.Plan(new BftSimEngine(), firstSeed, runs, threads, processorNanos, 1, 0, false);
        Explorer.Report report;
        try {
            report = Explorer.explore(plan, soFar -> {});
        } catch (IllegalStateException e) {
            // The bug broke the simulation itself, which nobody can overlook.
            return Map.of("runs", 1L, "millis", 0L, "seed", firstSeed, "violation", String.valueOf(e.getCause()));
        }
        long millis = report.processorNanos() / 1_000_000;
        if (report.findings().isEmpty()) {
            return Map.of("runs", report.runs(), "millis", millis);
        }
        Finding finding = report.findings().get(0);
        return Map.of(
                "runs", report.runs(), "millis", millis, "seed", finding.seed(), "violation", finding.violation());
    }
}
