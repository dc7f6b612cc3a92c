package org.tallystick.benchmarks.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one benchmark gave with some parameters, as JMH wrote it.
 *
 * @param suite the class, without packages that all share
 * @param name the method
 * @param parameters as text; empty when there are none
 * @param score the mean
 * @param error half of its interval of confidence; not a number when there was too little to tell
 * @param unit of both
 * @param isRate whether more is better
 * @param allocation bytes allocated an operation
 */
record Figure(
        String suite,
        String name,
        String parameters,
        double score,
        double error,
        String unit,
        boolean isRate,
        OptionalDouble allocation) {
    private static final String COMMON = "org.tallystick.";
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    /** Reads a file of JMH's in JSON. */
    static List<Figure> read(Path file) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (JsonNode result : JsonMapper.builder().build().readTree(Files.readString(file))) {
            figures.add(of(result));
        }
        return figures;
    }

    private static Figure of(JsonNode result) {
        String full = result.get("benchmark").asString();
        int dot = full.lastIndexOf('.');
        StringBuilder parameters = new StringBuilder();
        JsonNode given = result.path("params");
        for (String key : given.propertyNames()) {
            parameters.append(' ').append(key).append('=').append(given.get(key).asString());
        }
        JsonNode primary = result.get("primaryMetric");
        JsonNode allocated = result.path("secondaryMetrics").path(ALLOCATION).path("score");
        return new Figure(
                full.substring(0, dot).replace(COMMON, "").replace("benchmarks.", ""),
                full.substring(dot + 1),
                parameters.toString().trim(),
                primary.get("score").asDouble(),
                primary.get("scoreError").isNumber() ? primary.get("scoreError").asDouble() : Double.NaN,
                primary.get("scoreUnit").asString(),
                result.get("mode").asString().equals("thrpt"),
                allocated.isNumber() ? OptionalDouble.of(allocated.asDouble()) : OptionalDouble.empty());
    }

    /** Whether it is a limit: what the machine, or a bare library, does at best. */
    boolean isLimit() {
        return name.startsWith("raw");
    }

    /** Whether a limit was measured beside this, for the same. */
    boolean hasLimit(Figure limit) {
        return limit.isLimit() && limit.suite.equals(suite) && limit.parameters.equals(parameters);
    }

    /** This speed in multiples of another. */
    double ratioTo(Figure other) {
        return isRate ? score / other.score : other.score / score;
    }

    /** Suite, method and parameters. */
    String title() {
        return (suite + "." + name + " " + parameters).trim();
    }
}
