package org.tallystick.testkit.sim;

import java.util.List;

/**
 * A wide-area network: machine i stands in region i mod 10, so that any number of machines spreads evenly. A message
 * takes half the published round trip between the two regions, at most 2 % more by chance, and the time that its bytes
 * need on the sender's uplink.
 *
 * <p>The round trips are the averages that IBM Cloud published for its regions for 27 July to 25 August 2024
 * (IBM Cloud Docs, VPC, "Network latency dashboards", table of inter-region latency). Within a region we take 2 ms,
 * about what the same page gives between two zones of one.
 *
 * @param name of the profile
 * @param bytesPerSecond what a machine can send
 */
public record SimRegions(String name, long bytesPerSecond) implements SimProfile {
    /** Ten regions on five continents; a machine sends 1 Gbit/s. */
    public static final SimRegions WAN = new SimRegions("wan", 125_000_000);

    /** The regions. */
    public static final List<String> REGIONS = List.of(
            "Dallas",
            "Toronto",
            "Washington",
            "Frankfurt",
            "London",
            "Madrid",
            "Osaka",
            "Sydney",
            "Tokyo",
            "Sao Paulo");

    private static final int[][] ROUND_TRIP_MS = {
        {2, 34, 31, 123, 113, 119, 150, 186, 143, 146},
        {34, 2, 19, 93, 82, 108, 168, 215, 162, 129},
        {31, 19, 2, 91, 75, 87, 172, 214, 164, 118},
        {123, 93, 91, 2, 13, 29, 232, 250, 233, 198},
        {113, 83, 75, 13, 2, 27, 244, 261, 243, 188},
        {122, 106, 88, 29, 27, 2, 257, 275, 258, 209},
        {150, 169, 172, 231, 243, 257, 2, 122, 9, 293},
        {186, 214, 214, 249, 261, 275, 122, 2, 115, 328},
        {143, 162, 166, 233, 244, 256, 9, 115, 2, 284},
        {144, 128, 119, 196, 187, 208, 291, 328, 283, 2},
    };

    @Override
    public String text() {
        return name;
    }

    @Override
    public void apply(SimLink link, int from, int to) {
        long least = oneWay(from, to);
        link.setLatency(least, least / 50);
    }

    @Override
    public long oneWay(int from, int to) {
        return from == to ? 0 : ROUND_TRIP_MS[from % REGIONS.size()][to % REGIONS.size()] * 500_000L;
    }
}
