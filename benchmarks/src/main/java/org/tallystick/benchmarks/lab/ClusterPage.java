package org.tallystick.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Writes the results of runs with processes: CSV, JSON, and a page that needs no other file. */
final class ClusterPage {
    /** Name of a column, and where its figure stands in a result. */
    private record Column(String name, List<String> path) {}

    private static Column column(String name, String... path) {
        return new Column(name, List.of(path));
    }

    private static final List<Column> COLUMNS = List.of(
            column("engine", "engine"),
            column("nodes", "nodes"),
            column("payload", "payload"),
            column("load", "load"),
            column("offered_per_s", "rate"),
            column("clients", "clients"),
            column("throughput_per_s", "throughput_tps"),
            column("submitted", "submitted"),
            column("acknowledged", "acknowledged"),
            column("refused", "refused"),
            column("overdue", "overdue"),
            column("indeterminate", "indeterminate"),
            column("p50_ms", "finality_ms", "p50"),
            column("p90_ms", "finality_ms", "p90"),
            column("p99_ms", "finality_ms", "p99"),
            column("p999_ms", "finality_ms", "p999"),
            column("max_ms", "finality_ms", "max"),
            column("core_ms_per_tx", "core_ms_per_tx"),
            column("rss_mb_max", "rss_mb_max"),
            column("bound_unknown_key_per_s", "bound", "unknown_key_tps"),
            column("bound_known_key_per_s", "bound", "known_key_tps"),
            column("bound_batched_per_s", "bound", "batched_tps"),
            column("ratio_to_unknown_key", "bound", "unknown_key_ratio"),
            column("ratio_to_batched", "bound", "batched_ratio"),
            column("loopback_us", "limits", "loopback_round_trip_us"),
            column("sync_alone_us", "limits", "sync_alone_us_p50"),
            column("sync_together_us", "limits", "sync_together_us_p50"),
            column("good", "good"));

    private final Path out;
    private final List<Map<String, Object>> results;
    private final String about;

    ClusterPage(Path out, List<Map<String, Object>> results, String about) {
        this.out = out;
        this.results = results;
        this.about = about;
    }

    void write() throws IOException {
        Json.write(out.resolve("results.json"), Map.of("runs", results));
        Files.writeString(out.resolve("results.csv"), csv());
        StringBuilder page = new StringBuilder(Chart.pageHead("A cluster of processes"));
        page.append("<h1>A cluster of processes on one machine</h1>\n<p>")
                .append(Chart.escape(about))
                .append("</p>\n");
        page.append(
                "<p>Offered load is an open loop: transfers are wanted at fixed moments, whatever becomes of earlier"
                        + " ones, and the time of each counts from the moment at which it was wanted, so that a cluster that falls"
                        + " behind cannot hide it. What a node refuses because it is busy is over, and counts as refused. The peak"
                        + " is the throughput of a closed loop. Dashed lines are limits of the machine, measured after each run"
                        + " while its nodes were idle; of several runs the median. Checking signatures: all processors, each"
                        + " signature once for each node. Sync: a write and fdatasync, while the processes of all nodes do so.</p>\n");
        for (Chart chart : charts()) {
            page.append("<figure>").append(chart.svg()).append("</figure>\n");
        }
        Files.writeString(out.resolve("index.html"), page.append(table()).append("</body></html>\n"));
    }

    private List<Chart> charts() {
        List<Chart> charts = new ArrayList<>();
        for (double nodes : each("nodes", results)) {
            List<Map<String, Object>> ofNodes = having("nodes", nodes, results);
            Chart peak = new Chart(
                    String.format(Locale.ROOT, "Peak, %.0f nodes", nodes), "bytes of call data", "transfers a second");
            charts.add(peak);
            for (Map<String, Object> result : having("load", 0, ofNodes)) {
                peak.add(engine(result), Figures.number(result, "payload"), Figures.number(result, "throughput_tps"));
            }
            bounds(peak, ofNodes);
            for (double payload : each("payload", ofNodes)) {
                List<Map<String, Object>> group = having("payload", payload, ofNodes);
                String what = String.format(Locale.ROOT, ", %.0f nodes, %.0f bytes", nodes, payload);
                charts.add(throughput(what, group));
                charts.add(latency(what, group));
            }
        }
        return charts;
    }

    private static Chart throughput(String what, List<Map<String, Object>> group) {
        Chart chart = new Chart("Throughput" + what, "transfers a second offered", "transfers a second final")
                .logarithmic(group.stream().map(ClusterPage::engine).distinct().count() > 1, false);
        for (Map<String, Object> result : group) {
            double offered = Figures.number(result, "rate");
            if (offered > 0) {
                chart.add(engine(result), offered, Figures.number(result, "throughput_tps"));
            }
        }
        bounds(chart, group);
        return chart;
    }

    private static void bounds(Chart chart, List<Map<String, Object>> group) {
        chart.limit("checks, unknown keys", Figures.median(group, "bound", "unknown_key_tps"));
        chart.limit("checks, known keys", Figures.median(group, "bound", "known_key_tps"));
        chart.limit("checks, batched", Figures.median(group, "bound", "batched_tps"));
    }

    private static Chart latency(String what, List<Map<String, Object>> group) {
        Chart chart = new Chart("Time to finality" + what, "transfers a second offered", "ms")
                .logarithmic(group.stream().map(ClusterPage::engine).distinct().count() > 1, true);
        for (Map<String, Object> result : group) {
            double offered = Figures.number(result, "rate");
            for (String percentile : List.of("p50", "p99", "p999")) {
                double ms = Figures.number(result, "finality_ms", percentile);
                if (offered > 0 && ms > 0) {
                    chart.add(engine(result) + " " + percentile, offered, ms);
                }
            }
        }
        chart.limit("sync, all nodes", Figures.median(group, "limits", "sync_together_us_p50") / 1_000);
        chart.limit("sync, one", Figures.median(group, "limits", "sync_alone_us_p50") / 1_000);
        chart.limit("round trip", Figures.median(group, "limits", "loopback_round_trip_us") / 1_000);
        return chart;
    }

    private static String engine(Map<String, Object> result) {
        return String.valueOf(result.get("engine"));
    }

    private static NavigableSet<Double> each(String figure, List<Map<String, Object>> of) {
        TreeSet<Double> values = new TreeSet<>();
        of.forEach(result -> values.add(Figures.number(result, figure)));
        return values;
    }

    private static List<Map<String, Object>> having(String figure, double value, List<Map<String, Object>> of) {
        return of.stream()
                .filter(result -> Figures.number(result, figure) == value)
                .toList();
    }

    private static String cell(Map<String, Object> result, Column column) {
        Object at = result;
        for (String name : column.path()) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return at == null ? "" : String.valueOf(at);
    }

    private String csv() {
        StringBuilder csv = new StringBuilder(
                String.join(",", COLUMNS.stream().map(Column::name).toList()) + "\n");
        for (Map<String, Object> result : results) {
            csv.append(String.join(
                            ",",
                            COLUMNS.stream().map(column -> cell(result, column)).toList()))
                    .append('\n');
        }
        return csv.toString();
    }

    private String table() {
        StringBuilder table = new StringBuilder("<h2>All runs</h2>\n<div><table><tr>");
        COLUMNS.forEach(column ->
                table.append("<th>").append(column.name().replace('_', ' ')).append("</th>"));
        table.append("<th>command</th>");
        for (Map<String, Object> result : results) {
            table.append("</tr>\n<tr>");
            COLUMNS.forEach(column -> table.append("<td>")
                    .append(Chart.escape(cell(result, column)))
                    .append("</td>"));
            table.append("<td>")
                    .append(Chart.escape("" + result.get("command")))
                    .append("</td>");
        }
        return table.append("</tr></table></div>\n").toString();
    }
}
