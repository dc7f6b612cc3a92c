package org.tallystick.examples.cluster;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Shows how the cluster is doing: on a terminal a small table that is drawn anew every second, elsewhere a line every five
 * seconds. It also keeps the nodes' reports fresh.
 */
final class Progress implements AutoCloseable {
    private static final long REFRESH_MILLIS = 250;

    private final Cluster cluster;
    private final Meter meter;
    private final PrintWriter out;
    private final boolean terminal;
    private final Thread thread = new Thread(this::run, "progress");
    private final long startNanos = System.nanoTime();

    private String phase = "starting";
    private long phaseStart = startNanos;
    private long phaseSeconds;
    private long lastNanos = startNanos;
    private long lastFinal;
    private int drawnLines;
    private volatile boolean running = true;

    Progress(Cluster cluster, Meter meter, PrintWriter out, boolean terminal) {
        this.cluster = cluster;
        this.meter = meter;
        this.out = out;
        this.terminal = terminal;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Something else is being done from now on; {@code seconds} is how long it takes, 0 when that is not known. */
    synchronized void phase(String name, long seconds) {
        phase = name;
        phaseStart = System.nanoTime();
        phaseSeconds = seconds;
        lastNanos = phaseStart;
        lastFinal = meter.allFinal();
        meter.recentFinality();
    }

    /** A line that stays. */
    synchronized void say(String line) {
        erase();
        out.println(line);
        out.flush();
    }

    private void run() {
        long show = terminal ? 1_000 : 5_000;
        long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(show);
        try {
            while (running) {
                TimeUnit.MILLISECONDS.sleep(REFRESH_MILLIS);
                cluster.nodes().forEach(NodeHandle::refresh);
                if (System.nanoTime() >= next) {
                    next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(show);
                    show();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void show() {
        if (!running) {
            return;
        }
        long now = System.nanoTime();
        long total = meter.allFinal();
        double perSecond = (total - lastFinal) * 1e9 / Math.max(1, now - lastNanos);
        lastFinal = total;
        lastNanos = now;
        Histogram recent = meter.recentFinality();
        String speed = String.format(
                Locale.ROOT,
                "height %,d   %,.0f tx/s   finality p50 %.1f ms  p99 %.1f ms",
                cluster.height(),
                perSecond,
                recent.getValueAtPercentile(50) / 1000.0,
                recent.getValueAtPercentile(99) / 1000.0);
        if (terminal) {
            draw(speed, total);
        } else {
            List<String> nodes = cluster.nodes().stream()
                    .map(node -> node.name() + " " + shortState(node))
                    .toList();
            out.println(clock(now) + "   " + speed + "   " + String.join(", ", nodes));
            out.flush();
        }
    }

    private void draw(String speed, long total) {
        List<String> lines = new ArrayList<>();
        lines.add(clock(System.nanoTime()));
        lines.add(speed + String.format(Locale.ROOT, "   %,d final", total));
        for (NodeHandle node : cluster.nodes()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-7s %-48.48s %10s  %4d MB  pid %d  started %dx",
                    node.name(),
                    state(node),
                    node.report() == null
                            ? ""
                            : String.format(Locale.ROOT, "%,d", node.report().height()),
                    node.residentBytes() >> 20,
                    node.pid(),
                    node.restarts() + 1));
        }
        erase();
        lines.forEach(out::println);
        out.flush();
        drawnLines = lines.size();
    }

    private String clock(long now) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - phaseStart);
        return String.format(
                Locale.ROOT,
                "%4d s  %s",
                TimeUnit.NANOSECONDS.toSeconds(now - startNanos),
                phaseSeconds == 0 ? phase : phase + " " + seconds + "/" + phaseSeconds + " s");
    }

    private static String state(NodeHandle node) {
        NodeReport report = node.report();
        return report == null ? node.state().name().toLowerCase(Locale.ROOT) : report.health();
    }

    private static String shortState(NodeHandle node) {
        NodeReport report = node.report();
        if (report == null) {
            return node.state().name().toLowerCase(Locale.ROOT);
        }
        return report.running() ? Long.toString(report.height()) : report.height() + " (" + report.health() + ")";
    }

    private void erase() {
        if (drawnLines > 0) {
            out.print("\u001b[" + drawnLines + "A\u001b[J");
            drawnLines = 0;
        }
    }

    /** Shows nothing more. What was drawn last stays. */
    @Override
    public void close() {
        running = false;
        thread.interrupt();
    }
}
