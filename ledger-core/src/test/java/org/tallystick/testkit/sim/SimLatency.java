package org.tallystick.testkit.sim;

/**
 * A network in which messages take about the same between any two machines, and no time for their size.
 *
 * @param least nanoseconds
 * @param extra most that chance adds, in nanoseconds
 */
public record SimLatency(long least, long extra) implements SimProfile {
    /** One building. */
    public static final SimLatency LAN = new SimLatency(150_000, 250_000);

    /** One continent. */
    public static final SimLatency WAN = new SimLatency(15_000_000, 10_000_000);

    @Override
    public String text() {
        return "uniform:" + least + "+" + extra;
    }

    @Override
    public void apply(SimLink link, int from, int to) {
        link.setLatency(least, extra);
    }

    @Override
    public long oneWay(int from, int to) {
        return from == to ? 0 : least + extra / 2;
    }
}
