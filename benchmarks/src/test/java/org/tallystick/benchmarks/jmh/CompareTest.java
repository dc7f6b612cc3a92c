package org.tallystick.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CompareTest {
    /** The machine was ten times as fast in the second run of the first commit, and twice in that of the second. */
    @Test
    void ratiosAreToTheLimitOfTheSameRun() {
        assertThat(report(
                        List.of(run("decode", 50, 100), run("decode", 500, 1_000)),
                        List.of(run("decode", 60, 100), run("decode", 120, 200))))
                .containsPattern("s.B.decode +0.500 +0.600 +1.20 {2}100 -> 100 {2}x limit");
    }

    @Test
    void withoutALimitTheFiguresThemselvesAreCompared() {
        Figure slow = figure("walk", 8, false);
        Figure fast = figure("walk", 4, false);
        assertThat(report(List.of(List.of(slow)), List.of(List.of(fast))))
                .containsPattern("s.B.walk +8.000 +4.000 +2.00 {2}100 -> 100 {2}unit");
    }

    private static List<Figure> run(String name, double score, double limit) {
        return List.of(figure("rawHash", limit, true), figure(name, score, true));
    }

    private static Figure figure(String name, double score, boolean isRate) {
        return new Figure("s.B", name, "", score, Double.NaN, "unit", isRate, OptionalDouble.of(100));
    }

    private static String report(List<List<Figure>> before, List<List<Figure>> after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Compare.report(before, after, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
