package org.tallystick.benchmarks.jmh;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
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
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private Suites() {}

    /** Runs what the words, which are JMH's own, ask for. */
    public static void main(String[] words) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(words);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        options.addProfiler(GCProfiler.class);
        if (!given.getResultFormat().hasValue()) {
            options.resultFormat(ResultFormatType.JSON);
            options.result("benchmarks/target/jmh.json");
        }
        report(new Runner(options.build()).run(), System.out);
    }

    private static void report(Collection<RunResult> results, PrintStream out) {
        List<RunResult> sorted = results.stream()
                .sorted(Comparator.comparing(Suites::suite).thenComparing(Suites::name))
                .toList();
        out.println();
        for (RunResult result : sorted) {
            Result<?> figure = result.getPrimaryResult();
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "%-40s %12.1f %s", name(result), figure.getScore(), figure.getScoreUnit()));
            Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
            if (allocation != null) {
                line.append(String.format(Locale.ROOT, " %8.0f B/op", allocation.getScore()));
            }
            for (RunResult limit : sorted) {
                if (isLimit(limit)
                        && suite(limit).equals(suite(result))
                        && parameters(limit).equals(parameters(result))) {
                    line.append(String.format(
                            Locale.ROOT,
                            "  %.2f x %s",
                            figure.getScore() / limit.getPrimaryResult().getScore(),
                            method(limit)));
                }
            }
            out.println(line);
        }
    }

    private static boolean isLimit(RunResult result) {
        return method(result).startsWith("raw");
    }

    private static String suite(RunResult result) {
        String full = result.getParams().getBenchmark();
        return full.substring(0, full.lastIndexOf('.'));
    }

    private static String method(RunResult result) {
        String full = result.getParams().getBenchmark();
        return full.substring(full.lastIndexOf('.') + 1);
    }

    private static String name(RunResult result) {
        return method(result) + parameters(result);
    }

    private static String parameters(RunResult result) {
        StringBuilder text = new StringBuilder();
        for (String key : result.getParams().getParamsKeys()) {
            text.append(' ').append(key).append('=').append(result.getParams().getParam(key));
        }
        return text.toString();
    }
}
