package org.tallystick.examples.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The result of a run.
 *
 * @param options what was asked for
 * @param limits what the machine can do at best
 * @param seconds length of the measured window
 * @param meter what clients saw
 * @param overdue transfers of an open loop that were wanted in the window and not even submitted
 * @param firstFinalMillis from the start of the first node's process to the first final transfer
 * @param restarts processes started beyond the first of each node
 * @param verdict what the check found
 * @param diskBytesPerTransaction growth of a node's directory for each final transaction of this run, the mean of the nodes
 * @param coreMillisPerTransaction processor time of all processes in the window for each transfer acknowledged in it
 * @param residentMegabytes memory of each node at the end of the window
 * @param residentMax the most memory that any node had when looked at, every second of the window
 * @param chaos what was done to the nodes, if anything
 * @param notes what was out of the ordinary, with how often
 */
record ClusterReport(
        ClusterOptions options,
        MachineLimits limits,
        double seconds,
        Meter meter,
        long overdue,
        long firstFinalMillis,
        int restarts,
        Verdict verdict,
        double diskBytesPerTransaction,
        double coreMillisPerTransaction,
        List<Long> residentMegabytes,
        long residentMax,
        Optional<Chaos.Result> chaos,
        Map<String, Long> notes) {

    /** The result as named fields, in order. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("nodes", options.nodes());
        fields.put("engine", options.engine().id());
        fields.put("duration_s", round(seconds, 3));
        fields.put("submitted", meter.submitted());
        fields.put("acknowledged", meter.acknowledged());
        fields.put("refused", meter.refused());
        fields.put("rejected", meter.rejected());
        fields.put("indeterminate", meter.indeterminate());
        double throughput = meter.acknowledgedInWindow() / seconds;
        fields.put("throughput_tps", round(throughput, 1));
        fields.put("bound", limits.bound(options.nodes(), throughput));
        fields.put("finality_ms", finality());
        if (options.clients() == 1 && options.engine() == ClusterEngine.BFT) {
            fields.put("path_bound_ms", limits.lonePath(options.nodes() - (options.nodes() - 1) / 3));
        }
        fields.put("first_final_ms", firstFinalMillis);
        fields.put("height", verdict.height());
        fields.put("restarts", restarts);
        fields.put("roots_equal", verdict.rootsEqual());
        fields.put("lost", verdict.lost());
        fields.put("duplicated", verdict.duplicated());
        fields.put("balance_conserved", verdict.balanceConserved());
        fields.put("bytes_on_disk_per_tx", round(diskBytesPerTransaction, 1));
        fields.put("core_ms_per_tx", round(coreMillisPerTransaction, 3));
        fields.put("rss_mb_per_node", residentMegabytes);
        fields.put("rss_mb_max", residentMax);
        fields.put("good", verdict.good());
        fields.put("rejected_but_final", verdict.rejectedButFinal());
        fields.put("transactions", verdict.transactions());
        fields.put("clients", options.clients());
        fields.put("rate", options.rate());
        fields.put("overdue", overdue);
        fields.put("payload", options.payload());
        fields.put("warmup_s", round(options.warmup().toMillis() / 1000.0, 3));
        chaos.ifPresent(result -> {
            fields.put("kills", result.kills());
            fields.put("quorum_losses", result.quorumLosses());
            fields.put("resume_ms_max", result.resumeMax());
            fields.put("rejoin_ms_max", result.rejoinMax());
            fields.put("resume_ms", result.resumeMillis());
            fields.put("rejoin_ms", result.rejoinMillis());
        });
        fields.put("seed", options.seed());
        fields.put("java", System.getProperty("java.version"));
        fields.put("limits", limits.fields());
        fields.put("notes", notes);
        fields.put("problems", verdict.problems());
        return fields;
    }

    private Map<String, Object> finality() {
        Histogram histogram = meter.finality();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("p50", round(histogram.getValueAtPercentile(50) / 1000.0, 3));
        fields.put("p90", round(histogram.getValueAtPercentile(90) / 1000.0, 3));
        fields.put("p99", round(histogram.getValueAtPercentile(99) / 1000.0, 3));
        fields.put("p999", round(histogram.getValueAtPercentile(99.9) / 1000.0, 3));
        fields.put("max", round(histogram.getMaxValue() / 1000.0, 3));
        return fields;
    }

    private static double round(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /** Writes fields as a JSON object. */
    static void writeJson(Map<String, Object> fields, Path file) throws IOException {
        Files.writeString(file, Json.MAPPER.writeValueAsString(fields) + "\n", StandardCharsets.UTF_8);
    }

    /** Shows fields to a person. */
    static void print(Map<String, Object> fields, PrintWriter out) {
        out.println();
        fields.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?> map && map.isEmpty())
                    && !(value instanceof List<?> list && list.isEmpty())) {
                out.println(String.format(Locale.ROOT, "  %-22s %s", name, value));
            }
        });
        out.println();
        out.flush();
    }
}
