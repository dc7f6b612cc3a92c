package org.tallystick.benchmarks.lab;

/**
 * What clients do: each has one transaction under way, and pauses between its outcome and the next.
 *
 * @param clients how many there are
 * @param pause the longest pause, in nanoseconds
 */
record LoadSpec(int clients, long pause) {
    private static final int MAX_ACCOUNTS = 8;

    LoadSpec {
        if (clients < 1 || clients > 4096) {
            throw new IllegalArgumentException("clients must be from 1 to 4096, not " + clients);
        }
    }

    /**
     * Reads {@code clients=32,pause=10ms}; what is left out is as here.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static LoadSpec parse(String text) {
        int clients = 32;
        long pause = 10_000_000;
        for (String each : text.split(",")) {
            int equals = each.indexOf('=');
            String value = each.substring(equals + 1);
            switch (equals < 0 ? each : each.substring(0, equals)) {
                case "clients" -> clients = Spans.wholeNumber(each, value);
                case "pause" -> pause = Spans.parse(value);
                default ->
                    throw new IllegalArgumentException("a load has no \"" + each + "\"; write clients=32,pause=10ms");
            }
        }
        return new LoadSpec(clients, pause);
    }

    int accounts() {
        return Math.min(clients, MAX_ACCOUNTS);
    }

    int lanes() {
        return (clients + accounts() - 1) / accounts();
    }

    @Override
    public String toString() {
        return "clients=" + clients + ",pause=" + pause / 1_000_000.0 + "ms";
    }
}
