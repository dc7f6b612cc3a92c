package org.tallystick.benchmarks.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A line chart as SVG with a legend; each line has a colour and marks of its own. Axes begin at 0, unless they are
 * logarithmic. Limits are dashed lines across.
 */
final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int RIGHT = 200;
    private static final int TOP = 44;
    private static final int BOTTOM = 56;
    private static final String[] COLOURS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c564b"
    };

    private final String title;
    private final String across;
    private final String up;
    private final Map<String, TreeMap<Double, Double>> lines = new TreeMap<>();

    private final Map<String, Double> limits = new LinkedHashMap<>();
    private boolean logarithmicAcross;
    private boolean logarithmicUp;
    private Axis x = Axis.of(1, 1, false);
    private Axis y = Axis.of(1, 1, false);

    Chart(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    /** The beginning of a page of charts. */
    static String pageHead(String title) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escape(title)
                + "</title>\n<style>"
                + "body{font-family:sans-serif;max-width:1500px;margin:2em auto;padding:0 1em}figure{display:inline-block;"
                + "width:48%;min-width:420px;margin:0 0 1em}table{border-collapse:collapse;font-size:12px}td,th{border:1px"
                + " solid #ccc;padding:2px 6px;text-align:right}div{overflow-x:auto}</style></head><body>\n";
    }

    void add(String line, double across, double up) {
        lines.computeIfAbsent(line, unused -> new TreeMap<>()).put(across, up);
    }

    /** Draws a line at some height; does nothing for 0. */
    void limit(String name, double height) {
        if (height > 0) {
            limits.put(name, height);
        }
    }

    /** With powers of ten, instead of from 0. */
    Chart logarithmic(boolean newAcross, boolean newUp) {
        logarithmicAcross = newAcross;
        logarithmicUp = newUp;
        return this;
    }

    String title() {
        return title;
    }

    String svg() {
        TreeSet<Double> allX = new TreeSet<>();
        TreeSet<Double> allY = new TreeSet<>(limits.values());
        for (TreeMap<Double, Double> line : lines.values()) {
            allX.addAll(line.keySet());
            allY.addAll(line.values());
        }
        x = axis(allX, logarithmicAcross);
        y = axis(allY, logarithmicUp).rounded();
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
        for (double value : y.ticks()) {
            across(svg, value, "#ddd", "");
            text(svg, LEFT - 8, up(value) + 4, "end", 11, number(value));
        }
        for (double value : allX.size() <= 8 && !logarithmicAcross ? new ArrayList<>(allX) : x.ticks()) {
            text(svg, right(value), HEIGHT - BOTTOM + 18, "middle", 11, number(value));
        }
        int index = 0;
        for (Map.Entry<String, Double> limit : limits.entrySet()) {
            String dashes = " stroke-dasharray=\"" + (2 + 4 * index) + " 3\"";
            across(svg, limit.getValue(), "#888", dashes);
            legend(svg, index++, "#888", dashes, limit.getKey() + ", " + number(limit.getValue()));
        }
        for (Map.Entry<String, TreeMap<Double, Double>> line : lines.entrySet()) {
            draw(svg, line.getKey(), line.getValue(), index - limits.size());
            legend(svg, index, colour(index - limits.size()), dashes(index - limits.size()), line.getKey());
            index++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static Axis axis(NavigableSet<Double> values, boolean logarithmic) {
        NavigableSet<Double> positive = values.tailSet(0.0, false);
        double least = positive.isEmpty() ? 1 : positive.first();
        return Axis.of(least, positive.isEmpty() ? 1e-9 : positive.last(), logarithmic);
    }

    private void across(StringBuilder svg, double height, String colour, String dashes) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                LEFT,
                up(height),
                WIDTH - RIGHT,
                up(height),
                colour,
                dashes));
    }

    private static String colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    private static String dashes(int index) {
        return index < COLOURS.length ? "" : " stroke-dasharray=\"5 3\"";
    }

    private void draw(StringBuilder svg, String name, Map<Double, Double> points, int index) {
        StringBuilder path = new StringBuilder();
        points.forEach((px, py) -> path.append(String.format(Locale.ROOT, "%.1f,%.1f ", right(px), up(py))));
        svg.append(String.format(
                Locale.ROOT,
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>%n",
                colour(index),
                dashes(index),
                path.toString().trim()));
        if (points.size() <= 12) {
            points.forEach((px, py) -> svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s: %s at %s</title></circle>%n",
                    right(px),
                    up(py),
                    colour(index),
                    escape(name),
                    number(py),
                    number(px))));
        }
    }

    private static void legend(StringBuilder svg, int index, String colour, String dashes, String name) {
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

    private double right(double value) {
        return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double up(double value) {
        return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
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
