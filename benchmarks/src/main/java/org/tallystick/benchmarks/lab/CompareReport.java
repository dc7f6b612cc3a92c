package org.tallystick.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the results of a sweep: CSV, JSON, charts, and a page with all of them. */
final class CompareReport {
    private static final List<String> COLUMNS = List.of(
            "engine",
            "validators",
            "network",
            "faults",
            "seed",
            "throughput_per_s",
            "finality_p50_ms",
            "finality_p99_ms",
            "finality_p50_delays",
            "three_delay_bound_ms",
            "finality_p50_to_bound",
            "receipt_p50_ms",
            "receipt_p99_ms",
            "messages_per_commit",
            "bytes_per_commit",
            "abandoned_blocks",
            "recovery_ms",
            "forks",
            "safety",
            "liveness",
            "trace_hash",
            "manifest_hash");

    private final Path out;
    private final Sweep sweep;
    private final List<Map<String, Object>> results;

    CompareReport(Path out, Sweep sweep, List<Map<String, Object>> results) {
        this.out = out;
        this.sweep = sweep;
        this.results = results;
    }

    void write() throws IOException {
        Json.write(out.resolve("results.json"), Map.of("runs", results));
        Files.writeString(out.resolve("results.csv"), csv());
        StringBuilder page = new StringBuilder(Chart.pageHead("Comparison"));
        page.append("<h1>Consensus engines compared</h1>\n<p>Network " + Chart.escape(sweep.network()) + ", load "
                + Chart.escape(sweep.load().toString()) + ", clients busy for " + sweep.lasting() / 1_000_000_000
                + " s of simulated time, " + sweep.seeds() + " seed(s) from " + sweep.firstSeed() + "; "
                + results.size()
                + " of " + sweep.runs().size() + " runs. Each run is repeated exactly by its settings and seed.</p>\n");
        int number = 0;
        for (Chart chart : charts()) {
            String file = "chart-" + ++number + ".svg";
            Files.writeString(out.resolve(file), chart.svg());
            page.append("<figure>").append(chart.svg()).append("</figure>\n");
        }
        Files.writeString(out.resolve("index.html"), page.append(table()).append("</body></html>\n"));
    }

    private List<Chart> charts() {
        List<Chart> charts = new ArrayList<>();
        charts.add(overValidators("Finality from proposal, median", "ms", "finality_p50_ms"));
        charts.add(overValidators("Finality from proposal, 99th percentile", "ms", "finality_p99_ms"));
        charts.add(overValidators("Finality in units of the bound of three delays", "times", "finality_p50_to_bound"));
        charts.add(overValidators("Throughput", "transactions a second", "throughput_per_s"));
        charts.add(overValidators("Messages for each block", "messages", "messages_per_commit"));
        charts.add(overValidators("Bytes for each block", "bytes", "bytes_per_commit"));
        charts.add(overValidators("Blocks made that did not become final", "part", "abandoned_blocks"));
        charts.add(overValidators("From healing to the next block", "ms", "recovery_ms"));
        charts.add(distribution());
        return charts;
    }

    /** One line for each engine and list of faults; the mean over seeds. */
    private Chart overValidators(String title, String unit, String figure) {
        Chart chart = new Chart(title, "validators", unit);
        Map<String, double[]> sums = new TreeMap<>();
        for (Map<String, Object> result : results) {
            double[] sum =
                    sums.computeIfAbsent(name(result) + "\t" + result.get("validators"), unused -> new double[2]);
            sum[0] += number(result, figure);
            sum[1]++;
        }
        sums.forEach((key, sum) -> {
            String[] parts = key.split("\t");
            chart.add(parts[0], Double.parseDouble(parts[1]), sum[0] / sum[1]);
        });
        return chart;
    }

    @SuppressWarnings("unchecked") // as Measurement writes it
    private Chart distribution() {
        Chart chart = new Chart(
                "Distribution of finality, without faults", "ms from proposal", "percent of blocks and nodes");
        for (Map<String, Object> result : results) {
            if (result.get("faults").equals("") && number(result, "seed") == sweep.firstSeed()) {
                List<Number> quantiles = (List<Number>) result.get("finality_percentiles_ms");
                for (int i = 0; i < quantiles.size(); i++) {
                    chart.add(
                            result.get("engine") + ", n = " + result.get("validators"),
                            quantiles.get(i).doubleValue(),
                            Measurement.PERCENTILES[i]);
                }
            }
        }
        return chart;
    }

    private static String name(Map<String, Object> result) {
        String faults = String.valueOf(result.get("faults"));
        return result.get("engine") + (faults.isEmpty() ? "" : ", " + faults);
    }

    private static double number(Map<String, Object> result, String figure) {
        return result.get(figure) instanceof Number number ? number.doubleValue() : 0;
    }

    private String csv() {
        StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (Map<String, Object> result : results) {
            List<String> cells = new ArrayList<>();
            for (String column : COLUMNS) {
                String cell = String.valueOf(result.get(column));
                cells.add(cell.contains(",") ? '"' + cell + '"' : cell);
            }
            csv.append(String.join(",", cells)).append('\n');
        }
        return csv.toString();
    }

    private String table() {
        StringBuilder table = new StringBuilder("<h2>All runs</h2>\n<div><table><tr>");
        COLUMNS.forEach(
                column -> table.append("<th>").append(column.replace('_', ' ')).append("</th>"));
        for (Map<String, Object> result : results) {
            table.append("</tr>\n<tr>");
            for (String column : COLUMNS) {
                String cell = String.valueOf(result.get(column));
                String shown = cell.length() == 64 ? cell.substring(0, 12) : cell;
                table.append("<td>").append(Chart.escape(shown)).append("</td>");
            }
        }
        return table.append("</tr></table></div>\n").toString();
    }
}
