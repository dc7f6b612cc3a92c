package org.tallystick.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run of a cluster of processes in a sweep.
 *
 * @param engine name
 * @param nodes how many
 * @param payload bytes of call data
 * @param load transfers a second as a part of the peak; 0 for the closed loop that finds the peak
 */
record ClusterPoint(String engine, int nodes, int payload, double load) {
    /** What all runs of a sweep have in common. */
    record Settings(int clients, long warmupMillis, long durationMillis, String crypto) {
        String text() {
            return String.format(Locale.ROOT, "%dc-%dms-%dms-%s", clients, warmupMillis, durationMillis, crypto);
        }
    }

    boolean findsPeak() {
        return load == 0;
    }

    /** The run that finds the peak of which this one's load is a part. */
    ClusterPoint peak() {
        return new ClusterPoint(engine, nodes, payload, 0);
    }

    /** For files. */
    String name(Settings settings) {
        return String.format(
                Locale.ROOT,
                "%s-n%d-p%d-%s-%s",
                engine,
                nodes,
                payload,
                findsPeak() ? "peak" : "x" + load,
                settings.text());
    }

    /** For people. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%s, %d nodes, %d bytes, %s",
                engine,
                nodes,
                payload,
                findsPeak() ? "closed loop" : load + " of peak");
    }

    /** The command that does it, without where its result goes. */
    List<String> command(Settings settings, double peakPerSecond) {
        List<String> command = new ArrayList<>(List.of("sh", "examples/cluster.sh"));
        command.addAll(List.of("--engine", engine, "--nodes", "" + nodes, "--payload", "" + payload));
        command.addAll(List.of("--crypto", settings.crypto(), "--seed", "1"));
        command.addAll(List.of("--warmup", settings.warmupMillis() + "ms"));
        command.addAll(List.of("--duration", settings.durationMillis() + "ms"));
        if (findsPeak()) {
            command.addAll(List.of("--clients", "" + settings.clients()));
        } else {
            command.addAll(List.of("--rate", String.format(Locale.ROOT, "%.0f", Math.max(1, load * peakPerSecond))));
        }
        return command;
    }
}
