package org.tallystick.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A sweep over engines, sizes and faults. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Measures many runs and draws charts. Runs whose results are there already are not played again,"
                + " so it goes on where it stopped; shards may run anywhere and are merged by --merge.")
final class CompareCommand implements Callable<Integer> {
    @Option(names = "--engines", split = ",", defaultValue = "bft", description = "names (default: ${DEFAULT-VALUE})")
    private List<String> engines;

    @Option(names = "--validators", split = ",", defaultValue = "4,7,16,31,64,100", description = "numbers")
    private List<Integer> validators;

    @Option(names = "--network", defaultValue = "wan", description = "of all runs (default: ${DEFAULT-VALUE})")
    private String network;

    @Option(
            names = "--faults",
            defaultValue = "none/crash=1/loss=0.05",
            description = "lists of faults, separated by slashes; none for a run without (default: ${DEFAULT-VALUE})")
    private String faults;

    @Option(names = "--load", defaultValue = "clients=16,pause=50ms", description = "of all runs")
    private String load;

    @Option(names = "--seeds", defaultValue = "1", description = "runs of each kind (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--seed", defaultValue = "1", description = "the first seed (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--for",
            defaultValue = "20s",
            description = "how long clients are busy (default: ${DEFAULT-VALUE})")
    private String lasting;

    @Option(names = "--out", required = true, description = "directory of the results")
    private Path out;

    @Option(names = "--shard", defaultValue = "1/1", description = "play only this part, such as 2/5")
    private String shard;

    @Option(
            names = "--merge",
            split = ",",
            description = "directories of other shards, whose results are taken in first")
    private List<Path> merge = new ArrayList<>();

    @Option(names = "--threads", defaultValue = "0", description = "runs at once; default: one per processor")
    private int threads;

    private final AtomicInteger done = new AtomicInteger();

    @Override
    public Integer call() throws Exception {
        Sweep sweep = new Sweep(
                engines,
                validators,
                Arrays.stream(faults.split("/"))
                        .map(each -> each.equals("none") ? "" : each)
                        .toList(),
                seeds,
                seed,
                network,
                LoadSpec.parse(load),
                Spans.parse(lasting));
        require(sweep);
        List<Manifest> mine = sweep.shard(shard);
        Files.createDirectories(out.resolve("runs"));
        for (Path other : merge) {
            take(other);
        }
        play(mine);
        List<Map<String, Object>> results = new ArrayList<>();
        for (Manifest manifest : sweep.runs()) {
            if (Files.exists(file(manifest))) {
                results.add(Json.read(file(manifest)));
            }
        }
        new CompareReport(out, sweep, results).write();
        System.out.println(results.size() + " of " + sweep.runs().size() + " runs are in " + out.resolve("index.html"));
        boolean good = results.stream()
                .allMatch(result -> result.get("safety").equals("held")
                        && result.get("liveness").equals("held"));
        return good ? 0 : 1;
    }

    /** Looks at everything that could make no sense before the first run, which may be hours from the last. */
    private void require(Sweep sweep) {
        if (sweep.runs().isEmpty() || threads < 0) {
            throw new IllegalArgumentException("no runs: --seeds is at least 1, and --threads not below 0");
        }
        sweep.runs().forEach(Manifest::scenario);
        for (Path other : merge) {
            if (!Files.isDirectory(other.resolve("runs"))) {
                throw new IllegalArgumentException(other + " holds no results: it has no directory \"runs\"");
            }
        }
    }

    private Path file(Manifest manifest) {
        return out.resolve("runs").resolve(manifest.hash() + ".json");
    }

    private void take(Path other) throws IOException {
        try (Stream<Path> files = Files.list(other.resolve("runs"))) {
            for (Path each :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                Files.copy(each, out.resolve("runs").resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void play(List<Manifest> runs) throws Exception {
        int atOnce = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        ExecutorService workers = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Manifest manifest : runs) {
                all.add(workers.submit(() -> {
                    play(manifest, runs.size());
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private void play(Manifest manifest, int of) throws IOException {
        boolean there = Files.exists(file(manifest));
        if (!there) {
            Json.write(file(manifest), Measurement.of(manifest).figures());
        }
        System.out.println(done.incrementAndGet() + " of " + of + (there ? " (was there): " : ": ") + manifest.text());
    }
}
