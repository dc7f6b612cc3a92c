package org.tallystick.benchmarks.jmh;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The program behind {@code benchmarks/compare.sh}: sets what two commits gave beside each other. A suite with a limit is
 * judged by its ratio to that, as the machine itself was not the same at both times.
 */
public final class Compare {
    private Compare() {}

    /**
     * Compares.
     *
     * @param files of the first commit, then {@code --}, then as many of the second
     */
    public static void main(String[] files) throws IOException {
        int split = List.of(files).indexOf("--");
        if (split < 1 || split == files.length - 1) {
            throw new IllegalArgumentException("two lists of files are wanted, with -- between them");
        }
        List<Figure> before = new ArrayList<>();
        List<Figure> after = new ArrayList<>();
        for (int i = 0; i < files.length; i++) {
            if (i != split) {
                (i < split ? before : after).addAll(Figure.read(Path.of(files[i])));
            }
        }
        report(before, after, System.out);
    }

    private static void report(List<Figure> before, List<Figure> after, PrintStream out) {
        out.printf(Locale.ROOT, "%-64s %14s %14s %7s  %s%n", "", "before", "after", "after/", "bytes an operation");
        out.printf(Locale.ROOT, "%-64s %14s %14s %7s%n", "", "", "", "before");
        before.stream().map(Figure::title).distinct().sorted().forEach(title -> {
            List<Figure> old = titled(before, title);
            List<Figure> young = titled(after, title);
            if (!young.isEmpty() && !old.get(0).isLimit()) {
                double first = mean(old, before);
                double second = mean(young, after);
                String unit = limits(old.get(0), before).isEmpty() ? old.get(0).unit() : "x limit";
                double gain = unit.equals("x limit") || old.get(0).isRate() ? second / first : first / second;
                out.printf(
                        Locale.ROOT,
                        "%-64s %14.3f %14.3f %7.2f  %.0f -> %.0f  %s%n",
                        title,
                        first,
                        second,
                        gain,
                        allocation(old),
                        allocation(young),
                        unit);
            }
        });
    }

    private static List<Figure> titled(List<Figure> figures, String title) {
        return figures.stream().filter(figure -> figure.title().equals(title)).toList();
    }

    private static List<Figure> limits(Figure figure, List<Figure> among) {
        return among.stream().filter(figure::hasLimit).toList();
    }

    /** Of the runs of a benchmark: the mean ratio to its limit, or the mean score when it has none. */
    private static double mean(List<Figure> runs, List<Figure> among) {
        return runs.stream()
                .mapToDouble(figure -> {
                    OptionalDouble ratio = limits(figure, among).stream()
                            .mapToDouble(figure::ratioTo)
                            .average();
                    return ratio.orElse(figure.score());
                })
                .average()
                .orElse(Double.NaN);
    }

    private static double allocation(List<Figure> runs) {
        return runs.stream()
                .flatMapToDouble(figure -> figure.allocation().stream())
                .average()
                .orElse(Double.NaN);
    }
}
