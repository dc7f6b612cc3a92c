package org.tallystick.benchmarks.jmh;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The program behind {@code benchmarks/compare.sh}: sets what two commits gave beside each other. A suite with a limit is
 * judged by its ratio to that in the same run, as the machine itself was not the same at all times.
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
        List<List<Figure>> before = new ArrayList<>();
        List<List<Figure>> after = new ArrayList<>();
        for (int i = 0; i < files.length; i++) {
            if (i != split) {
                (i < split ? before : after).add(Figure.read(Path.of(files[i])));
            }
        }
        report(before, after, System.out);
    }

    /** Prints a line for each benchmark that both have; each commit has a list of figures for each run. */
    static void report(List<List<Figure>> before, List<List<Figure>> after, PrintStream out) {
        out.printf(Locale.ROOT, "%-64s %14s %14s %7s  %s%n", "", "before", "after", "after/", "bytes an operation");
        out.printf(Locale.ROOT, "%-64s %14s %14s %7s%n", "", "", "", "before");
        before.stream()
                .flatMap(List::stream)
                .map(Figure::title)
                .distinct()
                .sorted()
                .forEach(title -> {
                    List<Figure> old = titled(before, title);
                    List<Figure> young = titled(after, title);
                    if (!young.isEmpty() && !old.get(0).isLimit()) {
                        boolean limited = before.stream().flatMap(List::stream).anyMatch(old.get(0)::hasLimit);
                        double first = mean(before, title);
                        double second = mean(after, title);
                        double gain = limited || old.get(0).isRate() ? second / first : first / second;
                        out.printf(
                                Locale.ROOT,
                                "%-64s %14.3f %14.3f %7.2f  %.0f -> %.0f  %s%n",
                                title,
                                first,
                                second,
                                gain,
                                allocation(old),
                                allocation(young),
                                limited ? "x limit" : old.get(0).unit());
                    }
                });
    }

    private static List<Figure> titled(List<List<Figure>> runs, String title) {
        return runs.stream()
                .flatMap(List::stream)
                .filter(figure -> figure.title().equals(title))
                .toList();
    }

    /** The mean over the runs of the ratio to the limits of the same run, or of the score where there are none. */
    private static double mean(List<List<Figure>> runs, String title) {
        return runs.stream()
                .flatMapToDouble(run -> run.stream()
                        .filter(figure -> figure.title().equals(title))
                        .mapToDouble(figure -> run.stream()
                                .filter(figure::hasLimit)
                                .mapToDouble(figure::ratioTo)
                                .average()
                                .orElse(figure.score())))
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
