package org.tallystick.benchmarks.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs clusters of processes: for each engine, number of nodes and payload, first as many clients as settings say in a
 * closed loop, whose throughput is the peak, then open loops at parts of it. What is there already is not run again.
 */
final class ClusterSweep {
    /** Starting, funding, waiting, checking, and measuring the machine, in milliseconds. */
    private static final long AROUND = 16_000;

    /** Starts a command and waits for its end, adding what it prints to a file. */
    interface Runner {
        int run(List<String> command, Path log) throws IOException, InterruptedException;
    }

    private final Path out;
    private final List<ClusterPoint> points;
    private final ClusterPoint.Settings settings;
    private final Runner runner;
    private final PrintStream progress;

    ClusterSweep(
            Path out, List<ClusterPoint> points, ClusterPoint.Settings settings, Runner runner, PrintStream progress) {
        this.out = out;
        this.points = List.copyOf(points);
        this.settings = settings;
        this.runner = runner;
        this.progress = progress;
    }

    /** All points, those of a series one after another and each with its peak first. */
    static List<ClusterPoint> points(
            List<String> engines, List<Integer> nodes, List<Integer> payloads, List<Double> loads) {
        List<ClusterPoint> points = new ArrayList<>();
        for (int n : nodes) {
            for (String engine : engines) {
                for (int payload : payloads) {
                    points.add(new ClusterPoint(engine, n, payload, 0));
                    loads.forEach(load -> points.add(new ClusterPoint(engine, n, payload, load)));
                }
            }
        }
        return points;
    }

    /** Runs what is missing; returns how many points could not be run. */
    int run() throws IOException, InterruptedException {
        Files.createDirectories(out.resolve("runs"));
        long each = settings.warmupMillis() + settings.durationMillis() + AROUND;
        long missing =
                points.stream().filter(point -> !Files.exists(file(point))).count();
        progress.printf(
                Locale.ROOT,
                "%d runs, %d of them there already; the others take about %s. What they print goes to %s%n",
                points.size(),
                points.size() - missing,
                minutes(missing * each),
                out.resolve("log.txt"));
        int failed = 0;
        int number = 0;
        for (ClusterPoint point : points) {
            number++;
            String where = number + " of " + points.size() + ", " + point.text() + ": ";
            if (Files.exists(file(point))) {
                progress.println(where + "was there");
                continue;
            }
            boolean done = measure(point);
            missing--;
            failed += done ? 0 : 1;
            progress.println(where + (done ? words(Json.read(file(point))) : "COULD NOT BE RUN") + "; about "
                    + minutes(missing * each) + " left");
        }
        return failed;
    }

    /** What has been measured, in the order of the points. */
    List<Map<String, Object>> results() throws IOException {
        List<Map<String, Object>> results = new ArrayList<>();
        for (ClusterPoint point : points) {
            if (Files.exists(file(point))) {
                results.add(Json.read(file(point)));
            }
        }
        return results;
    }

    private Path file(ClusterPoint point) {
        return out.resolve("runs").resolve(point.name(settings) + ".json");
    }

    private boolean measure(ClusterPoint point) throws IOException, InterruptedException {
        double peak = 0;
        if (!point.findsPeak()) {
            if (!Files.exists(file(point.peak()))) {
                return false;
            }
            peak = Figures.number(Json.read(file(point.peak())), "throughput_tps");
        }
        List<String> command = point.command(settings, peak);
        Path json = Files.createTempFile(out, "cluster", ".json");
        try {
            List<String> whole = new ArrayList<>(command);
            whole.addAll(List.of("--json", json.toString()));
            int status = runner.run(whole, out.resolve("log.txt"));
            if (status > 1 || Files.size(json) == 0) {
                return false;
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("load", point.load());
            figures.put("command", String.join(" ", command));
            figures.putAll(Json.read(json));
            Json.write(file(point), figures);
            return true;
        } finally {
            Files.deleteIfExists(json);
        }
    }

    private static String words(Map<String, Object> figures) {
        return String.format(
                Locale.ROOT,
                "%.0f transfers a second, p50 %.1f ms, p99 %.1f ms%s",
                Figures.number(figures, "throughput_tps"),
                Figures.number(figures, "finality_ms", "p50"),
                Figures.number(figures, "finality_ms", "p99"),
                Boolean.TRUE.equals(figures.get("good")) ? "" : ", THE CHECK FAILED");
    }

    private static String minutes(long millis) {
        return millis < 120_000 ? millis / 1_000 + " s" : Math.round(millis / 60_000.0) + " min";
    }
}
