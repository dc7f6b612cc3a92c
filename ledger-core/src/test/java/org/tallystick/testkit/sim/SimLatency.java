package org.tallystick.testkit.sim;

/**
 * How long messages usually take between any two machines.
 *
 * @param least nanoseconds
 * @param extra most that chance adds, in nanoseconds
 */
public record SimLatency(long least, long extra) {
    /** One building. */
    public static final SimLatency LAN = new SimLatency(150_000, 250_000);

    /** One continent. */
    public static final SimLatency WAN = new SimLatency(15_000_000, 10_000_000);

    void apply(SimLink link) {
        link.setLatency(least, extra);
    }
}
