package org.tallystick.benchmarks.lab;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tallystick.testkit.sim.LedgerNodes;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.ScenarioText;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimEngine;
import org.tallystick.testkit.sim.SimRun;

/** One measured run in the simulator, and what is reported of it. */
final class Measurement {
    /** Which percentiles of finality are reported. */
    static final int[] PERCENTILES = {0, 5, 10, 25, 50, 75, 90, 95, 99, 100};

    private static final double MS = 1e6;
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private final Manifest manifest;
    private final Meter meter = new Meter();
    private final SimRun.Result result;
    private final long realNanos;
    private final long processorNanos;
    private final Scenario scenario;

    private Measurement(Manifest manifest) {
        this.manifest = manifest;
        SimEngine engine = Engines.named(manifest.engine());
        scenario = manifest.scenario();
        long before = System.nanoTime();
        long processorBefore = PROCESSOR.getCurrentThreadCpuTime();
        result = SimRun.play(scenario, SimCrypto.MOCK, new LedgerNodes(engine), null, meter);
        realNanos = Math.max(1, System.nanoTime() - before);
        processorNanos = Math.max(1, PROCESSOR.getCurrentThreadCpuTime() - processorBefore);
    }

    /** Plays a run. */
    static Measurement of(Manifest manifest) {
        return new Measurement(manifest);
    }

    boolean isGood() {
        return result.isGood();
    }

    List<String> violations() {
        return result.violations();
    }

    /** All figures by their names, in the order in which they are shown. Times are simulated unless they are real. */
    Map<String, Object> figures() {
        int n = manifest.validators();
        double delay = DelayBound.meanDelay(scenario.network(), n) / MS;
        double p50 = meter.finality().quantile(0.5) / MS;
        double p99 = meter.finality().quantile(0.99) / MS;
        double busy = meter.busyNanos() / 1e9;
        long heights = Math.max(1, meter.heights());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("manifest", manifest.text());
        all.put("manifest_hash", manifest.hash());
        all.put("engine", manifest.engine());
        all.put("validators", n);
        all.put("network", manifest.network());
        all.put("faults", manifest.faults());
        all.put("seed", manifest.seed());
        all.put("committed_transactions", meter.transactions());
        all.put("committed_blocks", meter.heights());
        all.put("throughput_per_s", round(meter.transactions() / busy));
        all.put("finality_p50_ms", round(p50));
        all.put("finality_p99_ms", round(p99));
        all.put("finality_p50_delays", round(p50 / delay));
        all.put("finality_p99_delays", round(p99 / delay));
        all.put(
                "finality_percentiles_ms",
                IntStream.of(PERCENTILES)
                        .mapToObj(each -> round(meter.finality().quantile(each / 100.0) / MS))
                        .toList());
        all.put("receipt_p50_ms", round(meter.receipts().quantile(0.5) / MS));
        all.put("receipt_p99_ms", round(meter.receipts().quantile(0.99) / MS));
        all.put("mean_delay_ms", round(delay));
        int quorum = n - Engines.named(manifest.engine()).maxFaulty(n);
        double bound = new DelayBound(scenario.network(), n, quorum).median() / MS;
        all.put("three_delay_bound_ms", round(bound));
        all.put("finality_p50_to_bound", bound == 0 ? 0 : round(p50 / bound));
        all.put("messages_per_commit", round((double) meter.messages() / heights));
        all.put("bytes_per_commit", round((double) meter.bytes() / heights));
        all.put("abandoned_blocks", round(meter.abandoned()));
        all.put("recovery_ms", round(result.recoveryNanos() / MS));
        all.put("forks", forks());
        all.put("safety", verdict(false));
        all.put("liveness", verdict(true));
        all.put("violations", result.violations());
        all.put("trace_hash", result.trace().toHex());
        all.put("simulated_s", round(result.simulatedNanos() / 1e9));
        all.put("real_s", round(realNanos / 1e9));
        all.put("simulated_per_real_s", round((double) result.simulatedNanos() / realNanos));
        all.put("events", result.events());
        all.put("events_per_core_s", round(result.events() * 1e9 / processorNanos));
        all.put("scenario", ScenarioText.of(scenario));
        return all;
    }

    private long forks() {
        return result.violations().stream()
                .filter(violation -> violation.contains("where another honest node has"))
                .count();
    }

    private String verdict(boolean liveness) {
        return result.violations().stream().anyMatch(violation -> violation.contains("LIVENESS") == liveness)
                ? "violated"
                : "held";
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
