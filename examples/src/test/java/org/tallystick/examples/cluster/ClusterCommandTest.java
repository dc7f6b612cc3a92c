package org.tallystick.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs real clusters: four processes each, over TLS, on disk. */
class ClusterCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @Timeout(300)
    void aClusterUnderLoadLosesNothingAndCanBeResumed() throws Exception {
        JsonNode first = run("--clients", "8", "--accounts", "20", "--warmup", "500ms", "--duration", "2s");
        assertThat(first.get("nodes").asInt()).isEqualTo(4);
        assertThat(first.get("engine").asString()).isEqualTo("bft");
        assertThat(first.get("acknowledged").asLong())
                .isPositive()
                .isEqualTo(first.get("submitted").asLong());
        assertThat(first.get("throughput_tps").asDouble()).isPositive();
        assertThat(first.get("finality_ms").get("p50").asDouble()).isPositive();
        assertThat(first.get("first_final_ms").asLong()).isPositive();
        assertThat(first.get("rss_mb_per_node").size()).isEqualTo(4);
        assertThat(first.get("bytes_on_disk_per_tx").asDouble()).isPositive();
        assertThat(first.get("bound").get("unknown_key_tps").asDouble()).isPositive();
        assertThat(first.get("limits").get("sync_together_us_p50").asDouble()).isPositive();
        assertGood(first);

        JsonNode second = run(
                "--crypto", "portable", "--rate", "50", "--accounts", "30", "--warmup", "200ms", "--duration", "1s");
        assertThat(second.get("height").asLong())
                .isGreaterThan(first.get("height").asLong());
        assertGood(second);
    }

    @ParameterizedTest
    @ValueSource(strings = "pow")
    @Timeout(300)
    void theOtherEnginesLoseNothingEither(String engine) throws Exception {
        JsonNode result =
                run("--engine", engine, "--clients", "8", "--accounts", "20", "--warmup", "0s", "--duration", "3s");
        assertThat(result.get("engine").asString()).isEqualTo(engine);
        // How many of the load's own become final in so short a time is up to chance; those that fund the accounts did.
        assertThat(result.get("transactions").asLong()).isGreaterThanOrEqualTo(20);
        assertGood(result);
    }

    @Test
    @Timeout(300)
    void aKilledNodeComesBackAndNothingIsLost() throws Exception {
        JsonNode result = run(
                "--chaos", "--clients", "4", "--accounts", "10", "--warmup", "0s", "--duration", "3s", "--seed", "1");
        assertThat(result.get("kills").asInt()).isPositive();
        assertThat(result.get("restarts").asInt()).isEqualTo(result.get("kills").asInt());
        assertThat(result.get("rejoin_ms_max").asLong()).isPositive();
        assertGood(result);
    }

    @Test
    void anUnknownFlagOrABadValueIsAUsageErrorThatSaysWhatIsRight() {
        assertThat(execute("--clients", "5", "--rate", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("give either --clients or --rate");
        assertThat(execute("--duration", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("such as 500ms, 30s, 2m or 1h");
        assertThat(execute("--nodes", "3", "--chaos")).isEqualTo(2);
        assertThat(err.toString()).contains("at least 4 nodes");
    }

    @Test
    void aDirectoryWithSomethingElseInItIsLeftAlone() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "dear", StandardCharsets.UTF_8);
        assertThat(execute("--data", other.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("give an empty directory");
        assertThat(other).isDirectoryContaining(file -> file.endsWith("letter.txt"));
    }

    @Test
    void helpNamesEveryFlag() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--nodes",
                        "--clients",
                        "--rate",
                        "--warmup",
                        "--duration",
                        "--chaos",
                        "--json",
                        "--keep",
                        "--data");
    }

    private static void assertGood(JsonNode result) {
        assertThat(result.get("problems").size()).isZero();
        assertThat(result.get("lost").asLong()).isZero();
        assertThat(result.get("duplicated").asLong()).isZero();
        assertThat(result.get("rejected").asLong()).isZero();
        assertThat(result.get("indeterminate").asLong()).isZero();
        assertThat(result.get("roots_equal").asBoolean()).isTrue();
        assertThat(result.get("balance_conserved").asBoolean()).isTrue();
    }

    private JsonNode run(String... words) throws Exception {
        Path json = directory.resolve("result.json");
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", directory.resolve("cluster").toString(), "--json", json.toString()));
        int code = execute(all.toArray(String[]::new));
        assertThat(code).as("%s%n%s", out, err).isZero();
        return JsonMapper.builder().build().readTree(Files.readString(json));
    }

    private int execute(String... words) {
        return ClusterCommand.execute(new PrintWriter(out, true), new PrintWriter(err, true), words);
    }
}
