package org.tallystick.benchmarks.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say what a report on clusters of processes covers, and how it is made. */
final class ClusterReportOptions {
    private static final int QUICK_MILLIS = 10_000;

    @Option(names = "--report", description = "run a sweep of open loops instead, and draw charts of it")
    private boolean report;

    @Option(
            names = "--quick",
            description = "a report in some minutes: 4 nodes, 256 bytes, at 0.5, 1 and 2 of the peak, 10 s each")
    private boolean quick;

    @Option(names = "--out", description = "directory of a report; what has been measured in it is not run again")
    private Path out;

    @Option(names = "--engines", split = ",", defaultValue = "bft,poa,pow", description = "of a report")
    private List<String> engines;

    @Option(names = "--nodes", split = ",", description = "of a report (default: 4,7)")
    private List<Integer> nodes;

    @Option(names = "--payloads", split = ",", description = "bytes of call data, of a report (default: 0,256,1024)")
    private List<Integer> payloads;

    @Option(
            names = "--loads",
            split = ",",
            description = "of a report, as parts of the peak (default: 0.25,0.5,0.75,0.9,1,1.25,1.5,2)")
    private List<Double> loads;

    @Option(
            names = "--clients",
            defaultValue = "1000",
            description = "of the closed loop that finds the peak (default: ${DEFAULT-VALUE})")
    private int clients;

    @Option(names = "--crypto", defaultValue = "auto", description = "as of the cluster (default: ${DEFAULT-VALUE})")
    private String crypto;

    @Option(names = "--warmup", description = "of each run of a report (default: 20s)")
    private String warmup;

    @Option(names = "--duration", description = "of each run of a report (default: 20s)")
    private String duration;

    boolean wanted() {
        return report;
    }

    /** Makes the report; 0 when all is in it, 1 when a check found something wrong, 3 when something could not be run. */
    int make(ClusterSweep.Runner runner, PrintStream progress) throws IOException, InterruptedException {
        if (out == null) {
            throw new IllegalArgumentException("a report needs --out, the directory that it goes to");
        }
        Files.createDirectories(out);
        ClusterPoint.Settings settings =
                new ClusterPoint.Settings(clients, millis(warmup), millis(duration), crypto.toLowerCase(Locale.ROOT));
        List<ClusterPoint> points = ClusterSweep.points(
                engines,
                or(nodes, quick ? List.of(4) : List.of(4, 7)),
                or(payloads, quick ? List.of(256) : List.of(0, 256, 1_024)),
                or(loads, quick ? List.of(0.5, 1.0, 2.0) : List.of(0.25, 0.5, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0)));
        ClusterSweep sweep = new ClusterSweep(out, points, settings, runner, progress);
        int failed = sweep.run();
        List<Map<String, Object>> results = sweep.results();
        new ClusterPage(out, results, about(settings, results.size(), points.size())).write();
        progress.println(results.size() + " of " + points.size() + " runs are in " + out.resolve("index.html"));
        boolean good = results.stream().allMatch(result -> Boolean.TRUE.equals(result.get("good")));
        return failed > 0 ? 3 : good ? 0 : 1;
    }

    private long millis(String given) {
        return given == null ? (quick ? QUICK_MILLIS : 2 * QUICK_MILLIS) : Spans.parse(given) / 1_000_000;
    }

    private static <T> List<T> or(List<T> given, List<T> usual) {
        return given == null ? usual : given;
    }

    private static String about(ClusterPoint.Settings settings, int there, int all) {
        return String.format(
                Locale.ROOT,
                "%d processors, Java %s; %d of %d runs, each %.0f s of load after %.0f s to warm up; signatures: %s; the"
                        + " peak is that of %d clients.",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                there,
                all,
                settings.durationMillis() / 1000.0,
                settings.warmupMillis() / 1000.0,
                settings.crypto(),
                settings.clients());
    }
}
