package org.tallystick.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A line chart as SVG, with both axes from 0 and a legend; each line has a colour and a mark of its own. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int RIGHT = 200;
    private static final int TOP = 44;
    private static final int BOTTOM = 56;
    private static final int TICKS = 5;
    private static final String[] COLOURS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c564b"
    };

    private final String title;
    private final String across;
    private final String up;
    private final Map<String, TreeMap<Double, Double>> lines = new TreeMap<>();

    Chart(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    void add(String line, double x, double y) {
        lines.computeIfAbsent(line, unused -> new TreeMap<>()).put(x, y);
    }

    String title() {
        return title;
    }

    String svg() {
        double maxX = 1e-9;
        double maxY = 1e-9;
        TreeSet<Double> all = new TreeSet<>();
        for (TreeMap<Double, Double> line : lines.values()) {
            all.addAll(line.keySet());
            maxX = Math.max(maxX, line.lastKey());
            maxY = Math.max(
                    maxY, line.values().stream().mapToDouble(each -> each).max().orElse(0));
        }
        maxY = nice(maxY);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\""
                        + " fill=\"#fff\"/>%n",
                WIDTH,
                HEIGHT,
                escape(title)));
        text(svg, LEFT, 24, "start", 15, title);
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", 12, across);
        text(svg, LEFT, TOP - 6, "start", 11, up);
        for (int i = 0; i <= TICKS; i++) {
            double value = maxY * i / TICKS;
            double y = y(value, maxY);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                    LEFT,
                    y,
                    WIDTH - RIGHT,
                    y));
            text(svg, LEFT - 8, y + 4, "end", 11, number(value));
        }
        for (double x : marks(all, maxX)) {
            text(svg, x(x, maxX), HEIGHT - BOTTOM + 18, "middle", 11, number(x));
        }
        int index = 0;
        for (Map.Entry<String, TreeMap<Double, Double>> line : lines.entrySet()) {
            draw(svg, line.getKey(), line.getValue(), index++, maxX, maxY);
        }
        return svg.append("</svg>\n").toString();
    }

    private static List<Double> marks(Set<Double> all, double maxX) {
        if (all.size() <= 8) {
            return new ArrayList<>(all);
        }
        List<Double> marks = new ArrayList<>();
        for (int i = 0; i <= TICKS; i++) {
            marks.add(maxX * i / TICKS);
        }
        return marks;
    }

    private static void draw(
            StringBuilder svg, String name, Map<Double, Double> points, int index, double maxX, double maxY) {
        String colour = COLOURS[index % COLOURS.length];
        String dashes = index < COLOURS.length ? "" : " stroke-dasharray=\"5 3\"";
        StringBuilder path = new StringBuilder();
        points.forEach((x, y) ->
                path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(x, maxX), y(Math.min(y, maxY), maxY))));
        svg.append(String.format(
                Locale.ROOT,
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>%n",
                colour,
                dashes,
                path.toString().trim()));
        if (points.size() <= 12) {
            points.forEach((x, y) -> svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s: %s at %s</title></circle>%n",
                    x(x, maxX),
                    y(y, maxY),
                    colour,
                    escape(name),
                    number(y),
                    number(x))));
        }
        double at = TOP + 8 + 20.0 * index;
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"3\"%s/>%n",
                WIDTH - RIGHT + 16,
                at,
                WIDTH - RIGHT + 40,
                at,
                colour,
                dashes));
        text(svg, WIDTH - RIGHT + 46, at + 4, "start", 11, name);
    }

    private static double x(double value, double max) {
        return LEFT + value / max * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, double max) {
        return HEIGHT - BOTTOM - value / max * (HEIGHT - TOP - BOTTOM);
    }

    /** The next number above that is 1, 2, 2.5 or 5 times a power of ten. */
    private static double nice(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 2.5, 5, 10}) {
            if (step * power >= value) {
                return step * power;
            }
        }
        return value;
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        return String.format(Locale.ROOT, value < 1 ? "%.3f" : "%.1f", value);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, int size, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                escape(text)));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
