package org.tallystick.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a chart: from 0, or from a power of ten to another when it is logarithmic.
 *
 * @param least the value at its beginning
 * @param most the value at its end
 * @param logarithmic whether each power of ten takes the same room
 */
record Axis(double least, double most, boolean logarithmic) {
    private static final int TICKS = 5;

    /** An axis for values from the least that is above 0 to the most. */
    static Axis of(double least, double most, boolean logarithmic) {
        if (!logarithmic || most <= 0) {
            return new Axis(0, Math.max(most, 1e-9), false);
        }
        double low = Math.pow(10, Math.floor(Math.log10(least)));
        double high = Math.pow(10, Math.ceil(Math.log10(most)));
        return new Axis(low, high > low ? high : 10 * low, true);
    }

    /** The same, ending at a round number. */
    Axis rounded() {
        return logarithmic ? this : new Axis(least, nice(most), false);
    }

    /** Where a value lies, from 0 at the beginning to 1 at the end; what is beyond lies there. */
    double place(double value) {
        double part =
                logarithmic ? Math.log10(Math.max(value, least) / least) / Math.log10(most / least) : value / most;
        return Math.min(1, Math.max(0, part));
    }

    /** Values that are marked. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double value = least; value <= most * 1.001; value *= 10) {
                ticks.add(value);
            }
        } else {
            for (int i = 0; i <= TICKS; i++) {
                ticks.add(most * i / TICKS);
            }
        }
        return ticks;
    }

    /** The next number above that is 1, 2, 2.5, 5 or 10 times a power of ten. */
    private static double nice(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 2.5, 5, 10}) {
            if (step * power >= value) {
                return step * power;
            }
        }
        return value;
    }
}
