package org.tallystick.consensus.bft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.consensus.bft.BftSimEngine;
import org.tallystick.testkit.sim.Scenario;
import org.tallystick.testkit.sim.SimCluster;
import org.tallystick.testkit.sim.SimCrypto;
import org.tallystick.testkit.sim.SimRun;

@Timeout(600)
class SimulationTest {
    private static final int RUNS = Integer.getInteger("sim.runs", 60);

    @Test
    void randomFaultsBreakNothingAndAreOvercome() {
        for (long seed = 1; seed <= RUNS; seed++) {
            SimRun.Result result = SimRuns.play(seed);
            assertThat(result.violations()).as("seed %d", seed).isEmpty();
            assertThat(result.height()).isGreaterThanOrEqualTo(Scenario.MIN_HEIGHTS);
        }
    }

    /** Each of these has shown a fault once. */
    @Test
    void theSeedsOfPastFaultsStayGood() {
        for (long seed : new long[] {1049}) {
            assertThat(SimRuns.play(seed).violations()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void itWorksWithRealSignaturesToo() {
        SimRun.Result result = SimRun.play(Scenario.random(2, new BftSimEngine()), SimCrypto.ED25519, SimRuns.nodes());
        assertThat(result.violations()).isEmpty();
    }

    @Test
    void oneSeedGivesOneHistory() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(SimRuns.play(seed)).isEqualTo(SimRuns.play(seed));
        }
        assertThat(SimRuns.play(1).trace()).isNotEqualTo(SimRuns.play(2).trace());
    }

    /** Another JDK as well, where the machine has one. */
    @Test
    void anotherProcessInAnotherCountrySeesTheSameHistory() throws Exception {
        for (Path java : javaPrograms()) {
            List<String> command = new ArrayList<>(List.of(
                    java.toString(),
                    "-Duser.language=tr",
                    "-Duser.country=TR",
                    "-Duser.timezone=Asia/Kolkata",
                    "-Dfile.encoding=ISO-8859-1",
                    "-XX:+UnlockExperimentalVMOptions",
                    "-XX:hashCode=2",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    SimRuns.class.getName()));
            command.addAll(List.of("--runs", "5", "--seed", "1", "--threads", "1", "--hashes"));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as("%s %s", java, output).isZero();
            for (long seed = 1; seed <= 5; seed++) {
                assertThat(output)
                        .as(java.toString())
                        .contains("seed " + seed + " " + SimRuns.play(seed).trace());
            }
        }
    }

    /** This JDK's, and that of one JDK of another version, if one is where JDKs usually are. */
    private static List<Path> javaPrograms() throws IOException {
        List<Path> programs = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")));
        Path usual = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(usual)) {
            try (Stream<Path> homes = Files.list(usual)) {
                homes.filter(home -> isOfAnotherVersion(home.resolve("release")))
                        .map(home -> home.resolve("bin").resolve("java"))
                        .filter(Files::isExecutable)
                        .sorted()
                        .findFirst()
                        .ifPresent(programs::add);
            }
        }
        return programs;
    }

    private static boolean isOfAnotherVersion(Path release) {
        try {
            return Files.exists(release)
                    && Files.readAllLines(release).stream()
                            .filter(line -> line.startsWith("JAVA_VERSION="))
                            .map(line -> Integer.parseInt(
                                    line.replaceAll("[^0-9.]", "").split("\\.")[0]))
                            .anyMatch(major ->
                                    major >= 17 && major != Runtime.version().feature());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Were this to pass unnoticed, the checks would be worth nothing: more validators betray than the protocol bears. */
    @Test
    void moreTraitorsThanAllowedAreNoticed() {
        List<String> found = new ArrayList<>();
        for (long seed = 1; seed <= 200 && found.isEmpty(); seed++) {
            Scenario usual = Scenario.random(seed, new BftSimEngine());
            SimCluster.Shape shape =
                    new SimCluster.Shape(4, 0, 2, List.of(), usual.shape().parameters(), "bft");
            Scenario scenario = usual.with(shape)
                    .with(usual.faults().stream()
                            .filter(fault -> fault.machine() < 4)
                            .toList());
            SimRun.play(scenario, SimCrypto.MOCK, SimRuns.nodes()).violations().stream()
                    .filter(violation -> violation.contains("SAFETY"))
                    .forEach(found::add);
        }
        assertThat(found).isNotEmpty();
    }
}
