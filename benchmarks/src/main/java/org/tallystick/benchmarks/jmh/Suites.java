package org.tallystick.benchmarks.jmh;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The program behind {@code benchmarks/jmh.sh}. A benchmark whose name starts with {@code raw} measures a limit: what the
 * machine, or a bare library, does at best. Every figure of its class with the same parameters is set beside it, measured
 * in the same run.
 */
public final class Suites {
    private static final String RESULT = "benchmarks/target/jmh.json";

    private Suites() {}

    /** Runs what the words, which are JMH's own, ask for. */
    public static void main(String[] words) throws RunnerException, CommandLineOptionException, IOException {
        CommandLineOptions given = new CommandLineOptions(words);
        Path result = Path.of(given.getResult().orElse(RESULT));
        if (result.getParent() != null) {
            Files.createDirectories(result.getParent());
        }
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        options.addProfiler(GCProfiler.class);
        options.jvmArgsAppend("-Xmx2g", "--enable-native-access=ALL-UNNAMED");
        options.resultFormat(ResultFormatType.JSON);
        options.result(result.toString());
        new Runner(options.build()).run();
        report(Figure.read(result), System.out);
    }

    private static void report(List<Figure> figures, PrintStream out) {
        List<Figure> sorted = figures.stream()
                .sorted(Comparator.comparing(Figure::suite)
                        .thenComparing(Figure::parameters)
                        .thenComparing(figure -> !figure.isLimit())
                        .thenComparing(Figure::name))
                .toList();
        out.println();
        for (Figure figure : sorted) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%-64s %14.2f ± %5.1f %% %s",
                    figure.title(),
                    figure.score(),
                    percent(figure),
                    figure.unit()));
            figure.allocation().ifPresent(bytes -> line.append(String.format(Locale.ROOT, " %8.0f B/op", bytes)));
            sorted.stream()
                    .filter(limit -> !figure.isLimit() && figure.hasLimit(limit))
                    .forEach(limit -> line.append(
                            String.format(Locale.ROOT, "  %.2f x %s", figure.ratioTo(limit), limit.name())));
            out.println(line);
        }
    }

    private static double percent(Figure figure) {
        return 100 * figure.error() / figure.score();
    }
}
