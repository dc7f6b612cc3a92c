package org.tallystick.benchmarks.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Starts single nodes, again and again, and beside them JVMs that do nothing; reports medians. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "How long a single node takes from the start of its JVM until it is ready, the first time (keys,"
                + " genesis and store are made) and again; and its resident memory after some time without work, beside"
                + " that of a JVM that does nothing, with the same flags.")
final class StartCommand implements Callable<Integer> {
    /** What a process prints when it is ready. */
    static final String READY = "ready";

    @Option(names = "--runs", defaultValue = "7", description = "of each kind (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--idle",
            defaultValue = "5000",
            description = "ms until memory is read (default: ${DEFAULT-VALUE})")
    private long idleMillis;

    @Option(names = "--flags", defaultValue = "", description = "of the JVMs measured (default: none)")
    private String flags;

    @Option(names = "--json", description = "where the result is written besides")
    private Path json;

    /** Exits with 0. */
    public static void main(String[] words) {
        System.exit(new CommandLine(new StartCommand()).execute(words));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("tallystick-start-");
        try {
            Map<String, Object> figures = measure(directory);
            figures.forEach((name, value) -> System.out.printf(Locale.ROOT, "  %-28s %s%n", name, value));
            if (json != null) {
                Files.writeString(json, new JsonMapper().writeValueAsString(figures) + "\n", StandardCharsets.UTF_8);
            }
        } finally {
            delete(directory);
        }
        return 0;
    }

    private Map<String, Object> measure(Path directory) throws IOException, InterruptedException {
        double[] first = new double[runs];
        double[] again = new double[runs];
        double[] processor = new double[runs];
        double[] bare = new double[runs];
        for (int i = 0; i < runs; i++) {
            List<String> own = List.of(
                    Files.createDirectory(directory.resolve("node-" + i)).toString());
            try (Started node = Started.of(flags(), ReadyNode.class, own)) {
                first[i] = node.readyMillis();
            }
            try (Started node = Started.of(flags(), ReadyNode.class, own)) {
                again[i] = node.readyMillis();
                processor[i] = node.processorMillis();
            }
            try (Started jvm = Started.of(flags(), BareJvm.class, List.of())) {
                bare[i] = jvm.readyMillis();
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("java", System.getProperty("java.version"));
        figures.put("flags", flags);
        figures.put("ready_first_ms", median(first));
        figures.put("ready_again_ms", median(again));
        figures.put("ready_again_max_ms", max(again));
        figures.put("ready_again_processor_ms", median(processor));
        figures.put("bare_jvm_ready_ms", median(bare));
        memory(directory, figures);
        return figures;
    }

    private void memory(Path directory, Map<String, Object> figures) throws IOException, InterruptedException {
        int looks = Math.max(1, Math.min(3, runs));
        double[] node = new double[looks];
        double[] bare = new double[looks];
        double[] nodeOwn = new double[looks];
        double[] bareOwn = new double[looks];
        for (int i = 0; i < looks; i++) {
            try (Started one = Started.of(
                            flags(),
                            ReadyNode.class,
                            List.of(directory.resolve("node-0").toString()));
                    Started other = Started.of(flags(), BareJvm.class, List.of())) {
                TimeUnit.MILLISECONDS.sleep(idleMillis);
                node[i] = one.kibibytes("VmRSS") / 1024.0;
                bare[i] = other.kibibytes("VmRSS") / 1024.0;
                nodeOwn[i] = one.kibibytes("RssAnon") / 1024.0;
                bareOwn[i] = other.kibibytes("RssAnon") / 1024.0;
            }
        }
        figures.put("idle_rss_mib", median(node));
        figures.put("bare_jvm_rss_mib", median(bare));
        figures.put("idle_rss_above_bare_mib", round(median(node) - median(bare)));
        figures.put("idle_anonymous_mib", median(nodeOwn));
        figures.put("bare_jvm_anonymous_mib", median(bareOwn));
    }

    private List<String> flags() {
        return flags.isBlank() ? List.of() : List.of(flags.trim().split("\\s+"));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return round((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }

    private static double max(double[] values) {
        return round(Arrays.stream(values).max().orElse(0));
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
