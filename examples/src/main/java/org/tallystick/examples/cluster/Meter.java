package org.tallystick.examples.cluster;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Counts what clients see. A transfer counts for the result when its client wanted it inside the measured window; it then
 * counts with its outcome, whenever that comes. Throughput is what was acknowledged inside the window. Safe for use by
 * several threads.
 */
final class Meter {
    /** Three digits of precision up to ten minutes, in microseconds. */
    private static final long HIGHEST = 600_000_000L;

    private final Recorder whole = new Recorder(HIGHEST, 3);
    private final Recorder live = new Recorder(HIGHEST, 3);
    private final LongAdder submitted = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder acknowledgedInWindow = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder indeterminate = new LongAdder();
    private final LongAdder allFinal = new LongAdder();
    private final AtomicLong firstFinalNanos = new AtomicLong();
    private final AtomicLong lastFinalNanos = new AtomicLong();
    private volatile long windowStart;
    private volatile long windowEnd;
    private volatile boolean windowOpen;
    private volatile boolean windowClosed;

    /** What is wanted from now on counts. */
    void openWindow() {
        windowStart = System.nanoTime();
        windowOpen = true;
    }

    /** What is wanted from now on does not count; what was wanted before still does, however late it begins. */
    void closeWindow() {
        windowEnd = System.nanoTime();
        windowClosed = true;
        windowOpen = false;
    }

    /** A client wants a transfer, from the given moment on, which may be past. */
    void begin(Transfer transfer, long nanos) {
        boolean begun = windowOpen || windowClosed;
        boolean counted = begun && nanos - windowStart >= 0 && !(windowClosed && nanos - windowEnd >= 0);
        transfer.begin(nanos, counted);
        if (counted) {
            submitted.increment();
        }
    }

    /** Its final acknowledgement has reached the client. */
    void acknowledged(Transfer transfer) {
        long now = System.nanoTime();
        allFinal.increment();
        firstFinalNanos.compareAndSet(0, now);
        lastFinalNanos.set(now);
        long micros = Math.min(HIGHEST, Math.max(1, (now - transfer.startNanos()) / 1000));
        live.recordValue(micros);
        if (windowOpen) {
            acknowledgedInWindow.increment();
        }
        if (transfer.counted()) {
            acknowledged.increment();
            whole.recordValue(micros);
        }
    }

    void rejected(Transfer transfer) {
        if (transfer.counted()) {
            rejected.increment();
        }
    }

    /** A node was too busy to take it. */
    void refused(Transfer transfer) {
        if (transfer.counted()) {
            refused.increment();
        }
    }

    void indeterminate(Transfer transfer) {
        if (transfer.counted()) {
            indeterminate.increment();
        }
    }

    long submitted() {
        return submitted.sum();
    }

    long acknowledged() {
        return acknowledged.sum();
    }

    long acknowledgedInWindow() {
        return acknowledgedInWindow.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    long refused() {
        return refused.sum();
    }

    long indeterminate() {
        return indeterminate.sum();
    }

    /** All acknowledgements since the start, counted or not. */
    long allFinal() {
        return allFinal.sum();
    }

    /** When the first acknowledgement of all came; 0 before. */
    long firstFinalNanos() {
        return firstFinalNanos.get();
    }

    /** When the latest acknowledgement came; 0 before the first. */
    long lastFinalNanos() {
        return lastFinalNanos.get();
    }

    /** Times to finality in microseconds of what counted; may be asked for once, at the end. */
    Histogram finality() {
        return whole.getIntervalHistogram();
    }

    /** Times to finality in microseconds since the last call. */
    Histogram recentFinality() {
        return live.getIntervalHistogram();
    }
}
