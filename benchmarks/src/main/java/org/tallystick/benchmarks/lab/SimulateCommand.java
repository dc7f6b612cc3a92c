package org.tallystick.benchmarks.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.ScenarioText;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One run. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Plays one run in the simulator and measures it. Exits with 1 if a promise was broken.")
final class SimulateCommand implements Callable<Integer> {
    @Mixin
    private ManifestOptions options;

    @Option(names = "--json", description = "also writes all figures to this file")
    private Path json;

    @Option(names = "--scenario", description = "plays exactly this one instead, as another command printed it")
    private String scenario;

    @Option(names = "--trace", description = "prints everything that happens; with --scenario")
    private boolean trace;

    @Override
    public Integer call() throws Exception {
        if (scenario != null) {
            return replay(ScenarioText.parse(scenario));
        }
        if (trace) {
            throw new IllegalArgumentException("--trace goes with --scenario: \"simulate\" prints one for every run");
        }
        Measurement measurement = Measurement.of(options.manifest());
        Map<String, Object> figures = measurement.figures();
        figures.forEach((name, value) -> System.out.printf("%-26s %s%n", name, value));
        if (json != null) {
            Json.write(json, figures);
        }
        return measurement.isGood() ? 0 : 1;
    }

    private int replay(Scenario wanted) throws Exception {
        SimRun.Result result = SimRun.play(
                wanted,
                SimCrypto.MOCK,
                new LedgerNodes(Engines.named(wanted.shape().engine())),
                trace ? System.out::println : null);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("scenario", ScenarioText.of(wanted));
        figures.put("violations", result.violations());
        figures.put("height", result.height());
        figures.put("trace_hash", result.trace().toHex());
        figures.forEach((name, value) -> System.out.printf("%-26s %s%n", name, value));
        if (json != null) {
            Json.write(json, figures);
        }
        return result.isGood() ? 0 : 1;
    }
}
