package org.tallystick.benchmarks.lab;

import java.util.List;
import java.util.Map;

/** Reads figures of results. */
final class Figures {
    private Figures() {}

    /** The number under a path of names; 0 when there is none. */
    static double number(Map<String, Object> figures, String... path) {
        Object at = figures;
        for (String name : path) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return at instanceof Number number ? number.doubleValue() : 0;
    }

    /** The median of a number over several results; 0 of none. */
    static double median(List<Map<String, Object>> results, String... path) {
        double[] all = results.stream()
                .mapToDouble(each -> number(each, path))
                .sorted()
                .toArray();
        return all.length == 0 ? 0 : (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
    }
}
