package org.tallystick.benchmarks.lab;

import java.util.Arrays;

/** Many numbers, of which quantiles are asked. */
final class Samples {
    private long[] values = new long[1024];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    /** The smallest sample that is not below this part of them; 0 when there are none. */
    long quantile(double part) {
        if (size == 0) {
            return 0;
        }
        Arrays.sort(values, 0, size);
        return values[Math.min(size - 1, (int) Math.max(0, Math.ceil(part * size) - 1))];
    }
}
