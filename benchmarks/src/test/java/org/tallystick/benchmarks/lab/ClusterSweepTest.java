package org.tallystick.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClusterSweepTest {
    private static final double PEAK = 4_000;

    @TempDir
    private Path directory;

    private final List<List<String>> commands = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private String broken = "nothing";

    @Test
    void aQuickReportGoesFromThePeakToPartsOfItAndDrawsTheLimits() throws Exception {
        assertThat(make("--engines", "bft,poa", "--quick")).isZero();
        assertThat(commands).hasSize(2 * 4);
        assertThat(commands.get(0)).contains("--clients", "bft", "256").doesNotContain("--rate");
        assertThat(commands.subList(1, 4))
                .extracting(command -> argument(command, "--rate"))
                .containsExactly("2000", "4000", "8000");
        String page = Files.readString(directory.resolve("index.html"));
        assertThat(page)
                .contains("<svg", "Throughput, 4 nodes, 256 bytes", "Time to finality", "checks, batched, 9,000")
                .contains("--rate 8000")
                .doesNotContain("src=", "href=");
        assertThat(Files.readAllLines(directory.resolve("results.csv"))).hasSize(1 + 8);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("8 runs, 0 of them there already; the others take");
    }

    @Test
    void whatIsThereIsNotRunAgainAndWhatFailedIs() throws Exception {
        broken = "8000";
        assertThat(make("--engines", "bft", "--quick")).isEqualTo(3);
        assertThat(Files.readString(directory.resolve("index.html"))).contains("3 of 4 runs");
        commands.clear();
        broken = "nothing";
        assertThat(make("--engines", "bft", "--quick")).isZero();
        assertThat(commands).hasSize(1);
        commands.clear();
        assertThat(make("--engines", "bft", "--quick", "--duration", "11s")).isZero();
        assertThat(commands).as("another setting, other results").hasSize(4);
    }

    @Test
    void theWholeReportHasEveryEngineSizeAndPayload() throws Exception {
        assertThat(make()).isZero();
        assertThat(commands).hasSize(3 * 2 * 3 * 9);
    }

    @Test
    void withoutAPeakThereAreNoPartsOfIt() throws Exception {
        broken = "--clients";
        assertThat(make("--engines", "bft", "--quick")).isEqualTo(3);
        assertThat(commands).hasSize(1);
    }

    private int make(String... words) throws IOException, InterruptedException {
        Host host = new Host();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--report", "--out", directory.toString()));
        new CommandLine(host).parseArgs(all.toArray(String[]::new));
        return host.options.make(this::run, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    /** What has the options. */
    @CommandLine.Command
    private static final class Host {
        @CommandLine.Mixin
        private ClusterReportOptions options;
    }

    private int run(List<String> command, Path log) throws IOException {
        commands.add(command);
        if (command.contains(broken)) {
            return 3;
        }
        String rate = argument(command, "--rate");
        double offered = rate.isEmpty() ? 0 : Double.parseDouble(rate);
        Json.write(
                Path.of(argument(command, "--json")),
                Map.of(
                        "engine", argument(command, "--engine"),
                        "nodes", Integer.valueOf(argument(command, "--nodes")),
                        "payload", Integer.valueOf(argument(command, "--payload")),
                        "rate", offered,
                        "throughput_tps", offered == 0 ? PEAK : Math.min(PEAK, offered),
                        "finality_ms", Map.of("p50", 20.5, "p99", 80, "p999", 90),
                        "bound", Map.of("unknown_key_tps", 5_000, "known_key_tps", 7_000, "batched_tps", 9_000),
                        "good", true));
        return 0;
    }

    private static String argument(List<String> command, String name) {
        int at = command.indexOf(name);
        return at < 0 ? "" : command.get(at + 1);
    }
}
