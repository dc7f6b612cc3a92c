package org.tallystick.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void aRunIsMeasuredAndTheSameAgain() throws Exception {
        Path file = directory.resolve("run.json");
        assertThat(Lab.run("simulate", "--for", "3s", "--faults", "loss=0.1,slow-disk=20@1s-2s", "--json", "" + file))
                .isZero();
        Map<String, Object> once = Json.read(file);
        assertThat(once).containsEntry("safety", "held").containsEntry("liveness", "held");
        assertThat((Integer) once.get("committed_transactions")).isPositive();
        assertThat(Lab.run("simulate", "--scenario", "" + once.get("scenario"), "--json", "" + file))
                .isZero();
        assertThat(Json.read(file)).containsEntry("trace_hash", once.get("trace_hash"));
    }

    @Test
    void explorationTellsWhatItCovered() throws Exception {
        Path file = directory.resolve("explored.json");
        assertThat(Lab.run("explore", "--runs", "6", "--engine", "bft", "--threads", "1", "--json", "" + file))
                .isZero();
        assertThat(((Map<?, ?>) Json.read(file).get("bft")).get("runs")).isEqualTo(6);
    }

    @Test
    void aBrokenPromiseIsAnExitStatusAndNonsenseIsAnother() {
        assertThat(Lab.run("simulate", "--for", "5s", "--faults", "crash=2@1s")).isZero(); // healed at the end
        assertThat(Lab.run("simulate", "--faults", "silent=4", "--for", "3s")).isEqualTo(1);
        assertThat(Lab.run("simulate", "--faults", "lost=1")).isEqualTo(2);
        assertThat(Lab.run("simulate", "--engine", "none")).isEqualTo(2);
        assertThat(Lab.run("simulate", "--nonsense")).isEqualTo(2);
        assertThat(Lab.run("simulate", "--trace")).isEqualTo(2);
        assertThat(Lab.run("simulate", "--faults", "crash=5")).isEqualTo(2); // of four machines
        assertThat(Lab.run("simulate", "--load", "clients=many")).isEqualTo(2);
        assertThat(Lab.run("explore", "--runs", "0")).isEqualTo(2);
        assertThat(Lab.run("explore", "--engine", "poa", "--byzantine", "f+1")).isEqualTo(2);
    }

    @Test
    void aSweepGoesOnWhereItStoppedAndShardsAreMerged() throws Exception {
        Path one = directory.resolve("one");
        Path two = directory.resolve("two");
        String[] sweep = {
            "compare",
            "--validators",
            "4,5",
            "--faults",
            "none/crash=1",
            "--for",
            "2s",
            "--load",
            "clients=2",
            "--threads",
            "1"
        };
        assertThat(Lab.run(with(sweep, "--out", one, "--shard", "1/2"))).isZero();
        assertThat(Lab.run(with(sweep, "--out", two, "--shard", "2/2"))).isZero();
        assertThat(one.resolve("runs").toFile().list()).hasSize(2);
        Path first = one.resolve("runs").resolve(one.resolve("runs").toFile().list()[0]);
        Object before = Files.getLastModifiedTime(first);
        assertThat(Lab.run(with(sweep, "--out", one, "--shard", "1/2", "--merge", two)))
                .isZero();
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(before);
        assertThat(one.resolve("runs").toFile().list()).hasSize(4);
        assertThat(Files.readAllLines(one.resolve("results.csv"))).hasSize(5);
        assertThat(Files.readString(one.resolve("index.html"))).contains("<svg", "4 of 4 runs", "crash=1");
    }

    @Test
    void aSweepThatMakesNoSenseIsRefusedBeforeItsFirstRun() {
        Path out = directory.resolve("out");
        String[] sweep = {"compare", "--out", "" + out, "--validators", "4", "--for", "2s"};
        assertThat(Lab.run(with(sweep, "--faults", "none/loss=2"))).isEqualTo(2);
        assertThat(Lab.run(with(sweep, "--engines", "bft,none"))).isEqualTo(2);
        assertThat(Lab.run(with(sweep, "--shard", "2"))).isEqualTo(2);
        assertThat(Lab.run(with(sweep, "--seeds", "0"))).isEqualTo(2);
        assertThat(Lab.run(with(sweep, "--merge", directory.resolve("nowhere"))))
                .isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    private static String[] with(String[] some, Object... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        for (int i = 0; i < more.length; i++) {
            all[some.length + i] = "" + more[i];
        }
        return all;
    }

    @Test
    void oneManifestHasOneHash() {
        Manifest manifest = manifest("wan", 7, "");
        assertThat(manifest.hash()).isEqualTo(manifest("wan", 7, "").hash());
        assertThat(manifest.hash()).isNotEqualTo(manifest("wan", 7, "crash=1").hash());
        assertThat(Spans.parse("1.5h")).isEqualTo(5_400 * SECOND);
        assertThatThrownBy(() -> Spans.parse("5 days")).hasMessageContaining("write 250ms");
    }

    @Test
    void threeDelaysToAQuorumAreAsCountedByHand() {
        // All delays are 10 ms: the proposal takes one, each round of votes another; the leader itself waits for two.
        assertThat(new DelayBound(org.tallystick.testkit.sim.ScenarioText.profile("uniform:10000000+0"), 4, 3).median())
                .isEqualTo(30_000_000);
    }

    @Test
    void acrossTheWorldABlockIsFinalInLittleMoreThanThreeDelaysToAQuorum() {
        for (int validators : List.of(4, 7, 16)) {
            Map<String, Object> figures =
                    Measurement.of(manifest("wan", validators, "")).figures();
            assertThat(figures).containsEntry("safety", "held").containsEntry("liveness", "held");
            assertThat((Double) figures.get("finality_p50_to_bound"))
                    .as("%d validators: %s ms", validators, figures.get("finality_p50_ms"))
                    .isBetween(0.95, 1.10);
        }
    }

    @Test
    void withDeadLeadersFinalityTakesAtMostTwiceAsLong() {
        for (int validators : List.of(4, 7)) {
            Map<String, Object> whole =
                    Measurement.of(manifest("wan", validators, "")).figures();
            Map<String, Object> reduced = Measurement.of(manifest("wan", validators, "crash=" + (validators - 1) / 3))
                    .figures();
            assertThat((Double) reduced.get("finality_p99_ms"))
                    .as("%d validators", validators)
                    .isLessThanOrEqualTo(2 * (Double) whole.get("finality_p99_ms"));
        }
    }

    private static Manifest manifest(String network, int validators, String faults) {
        return new Manifest("bft", validators, network, faults, new LoadSpec(8, 20_000_000), 1, 8 * SECOND, 0);
    }
}
