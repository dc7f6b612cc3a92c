package org.tallystick.benchmarks.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tallystick.testkit.sim.ScenarioText;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.explore.Explorer;
import org.tallystick.testkit.sim.explore.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Very many random runs. */
@Command(
        name = "explore",
        mixinStandardHelpOptions = true,
        description = "Plays random scenarios under faults, on every processor. One that goes wrong is made as small as"
                + " possible and printed as a command that plays it again; then the exit status is 1.")
final class ExploreCommand implements Callable<Integer> {
    @Option(names = "--engine", description = "only this engine; default: all, in turn")
    private String engine;

    @Option(names = "--runs", defaultValue = "1000", description = "runs per engine (default: ${DEFAULT-VALUE})")
    private long runs;

    @Option(names = "--seed", defaultValue = "1", description = "first seed (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--threads", defaultValue = "0", description = "runs at once; default: one per processor")
    private int threads;

    @Option(names = "--core-minutes", defaultValue = "1000000", description = "stop after so much processor time")
    private double coreMinutes;

    @Option(names = "--findings", defaultValue = "3", description = "stop after so many (default: ${DEFAULT-VALUE})")
    private int findings;

    @Option(names = "--shrinking", defaultValue = "150", description = "smaller scenarios tried for each finding")
    private int shrinking;

    @Option(
            names = "--byzantine",
            defaultValue = "f",
            description =
                    "how many validators are faulty: f, at most as many as the engine bears; or f+1, one more, and"
                            + " then forks are no failure if at least f + 1 culprits and nobody honest are named for each")
    private String byzantine;

    @Option(names = "--json", description = "also writes what came of it to this file")
    private Path json;

    @Override
    public Integer call() throws Exception {
        boolean beyond = byzantine.equals("f+1");
        if (!beyond && !byzantine.equals("f")) {
            throw new IllegalArgumentException("--byzantine is f or f+1, not \"" + byzantine + "\"");
        }
        List<SimEngine> engines = engine == null ? Engines.all() : List.of(Engines.named(engine));
        if (beyond) {
            engines = engines.stream().filter(SimEngine::namesCulprits).toList();
        }
        if (engines.isEmpty()) {
            throw new IllegalArgumentException("--byzantine f+1 is for an engine that names culprits, not " + engine);
        }
        if (runs < 1 || threads < 0 || findings < 1 || shrinking < 0 || !(coreMinutes > 0)) {
            throw new IllegalArgumentException(
                    "--runs, --findings and --core-minutes are above 0, --threads and" + " --shrinking not below");
        }
        Map<String, Object> all = new LinkedHashMap<>();
        boolean good = true;
        for (SimEngine each : engines) {
            Explorer.Plan plan = new Explorer.Plan(
                    each,
                    seed,
                    runs,
                    threads > 0 ? threads : Runtime.getRuntime().availableProcessors(),
                    (long) (coreMinutes * 60e9),
                    findings,
                    shrinking,
                    beyond);
            Explorer.Report report =
                    Explorer.explore(plan, soFar -> System.out.println(each.name() + ": " + line(soFar)));
            good &= report.findings().isEmpty();
            System.out.println(each.name() + ": all done: " + line(report));
            report.coverage()
                    .runs()
                    .forEach((name, count) -> System.out.printf(
                            Locale.ROOT,
                            "  %-28s in %7d runs%s%n",
                            name,
                            count,
                            strikes(report.coverage().strikes().get(name))));
            report.findings().forEach(finding -> tell(finding, beyond));
            all.put(each.name(), figures(report, beyond));
            if (json != null) {
                Json.write(json, all); // after each engine, as the next one may take hours
            }
        }
        return good ? 0 : 1;
    }

    private static String strikes(Long strikes) {
        return strikes == null ? "" : ", " + strikes + " times";
    }

    private static void tell(Finding finding, boolean beyond) {
        System.out.println("seed " + finding.seed() + " went wrong: " + finding.violation());
        if (!beyond) {
            System.out.println(
                    "  after " + finding.attempts() + " attempts at a smaller one: " + finding.smallerViolation());
        }
        System.out.println("  again: " + command(finding, beyond));
    }

    private static String command(Finding finding, boolean beyond) {
        if (beyond) {
            return "sh benchmarks/lab.sh explore --byzantine f+1 --runs 1 --engine "
                    + finding.original().shape().engine() + " --seed " + finding.seed();
        }
        return "sh benchmarks/lab.sh simulate --scenario '" + ScenarioText.of(finding.minimal()) + "'";
    }

    private static String line(Explorer.Report report) {
        return String.format(
                Locale.ROOT,
                "%d runs in %.0f s (%.0f ms of processor time each), %d heights, %d events (%.0f per core-second),"
                        + " longest recovery %.1f s, %d forks%s, %d went wrong",
                report.runs(),
                report.wallNanos() / 1e9,
                report.processorNanos() / 1e6 / Math.max(1, report.runs()),
                report.heights(),
                report.events(),
                report.events() * 1e9 / Math.max(1, report.processorNanos()),
                report.longestRecovery() / 1e9,
                report.forks(),
                report.forks() == 0 ? "" : " with at least " + report.fewestCulprits() + " culprits named",
                report.findings().size());
    }

    private static Map<String, Object> figures(Explorer.Report report, boolean beyond) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("runs", report.runs());
        figures.put("heights", report.heights());
        figures.put("events", report.events());
        figures.put("simulated_s", report.simulatedNanos() / 1e9);
        figures.put("processor_s", report.processorNanos() / 1e9);
        figures.put("real_s", report.wallNanos() / 1e9);
        if (beyond) {
            figures.put("forks", report.forks());
            figures.put("fewest_culprits", report.fewestCulprits());
        }
        figures.put("longest_recovery_s", report.longestRecovery() / 1e9);
        figures.put("coverage_runs", report.coverage().runs());
        figures.put("coverage_strikes", report.coverage().strikes());
        List<Map<String, Object>> wrong = new ArrayList<>();
        for (Finding finding : report.findings()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("seed", finding.seed());
            each.put("violation", finding.violation());
            each.put("minimal_violation", finding.smallerViolation());
            each.put("minimal_scenario", ScenarioText.of(finding.minimal()));
            each.put("command", command(finding, beyond));
            wrong.add(each);
        }
        figures.put("findings", wrong);
        return figures;
    }
}
