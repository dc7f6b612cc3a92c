package org.tallystick.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings of a simulated run, with real processes on this machine. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "Runs the same manifest with real nodes, each a process, on loopback. Its hash stands in both"
                + " results. Of the faults only crash can be made real: nodes are killed and started again. With --report,"
                + " a sweep over engines, numbers of nodes, payloads and loads, with charts.")
final class ClusterCommand implements Callable<Integer> {
    @Mixin
    private ManifestOptions options;

    @Mixin
    private ClusterReportOptions report;

    @Option(names = "--json", description = "where the result of one run is written")
    private Path json;

    @Override
    public Integer call() throws Exception {
        if (report.wanted()) {
            return report.make(ClusterCommand::run, System.out);
        }
        if (json == null) {
            throw new IllegalArgumentException("give --json FILE for one run, or --report --out DIR for a sweep");
        }
        Manifest manifest = options.manifest();
        Files.createDirectories(json.toAbsolutePath().getParent());
        Path report = Files.createTempFile("cluster", ".json");
        List<String> command = command(manifest, report);
        System.out.println(String.join(" ", command));
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("manifest", manifest.text());
        figures.put("manifest_hash", manifest.hash());
        figures.put("command", String.join(" ", command));
        if (Files.size(report) > 0) {
            figures.putAll(Json.read(report));
        }
        Files.delete(report);
        Json.write(json, figures);
        System.out.println("manifest_hash " + manifest.hash());
        return status;
    }

    private static int run(List<String> command, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
    }

    private static List<String> command(Manifest manifest, Path report) {
        if (!manifest.network().equals("loopback")) {
            throw new IllegalArgumentException("processes on one machine have the network loopback; measure "
                    + manifest.network() + " in simulation");
        }
        boolean crash = manifest.faults().startsWith("crash");
        if (!manifest.faults().isEmpty() && (!crash || manifest.faults().contains(","))) {
            throw new IllegalArgumentException("of the faults only crash can be made real, not " + manifest.faults());
        }
        List<String> command = new ArrayList<>(List.of("sh", "examples/cluster.sh"));
        command.addAll(List.of("--nodes", Integer.toString(manifest.validators())));
        if (!manifest.engine().equals("bft")) {
            command.addAll(List.of("--engine", manifest.engine()));
        }
        int clients = manifest.load().clients();
        command.addAll(List.of("--clients", Integer.toString(clients)));
        command.addAll(List.of("--accounts", Integer.toString(Math.max(2, clients))));
        command.addAll(List.of("--duration", Math.max(1, manifest.lasting() / 1_000_000_000) + "s"));
        command.addAll(List.of("--seed", Long.toString(manifest.seed())));
        if (crash) {
            command.add("--chaos");
        }
        command.addAll(List.of("--json", report.toString()));
        return command;
    }
}
