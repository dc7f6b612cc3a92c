package org.tallystick.benchmarks.lab;

import picocli.CommandLine.Option;

/** The options that say what a measured run is. */
final class ManifestOptions {
    @Option(names = "--engine", defaultValue = "bft", description = "consensus engine (default: ${DEFAULT-VALUE})")
    private String engine;

    @Option(names = "--validators", defaultValue = "4", description = "how many (default: ${DEFAULT-VALUE})")
    private int validators;

    @Option(
            names = "--network",
            defaultValue = "lan",
            description = "loopback, lan, wan, or uniform:LEAST+EXTRA in ns (default: ${DEFAULT-VALUE})")
    private String network;

    @Option(
            names = "--faults",
            defaultValue = "",
            description = "for instance loss=0.2,crash=1,slow-disk=50@10s-20s,twins=1,silent=1")
    private String faults;

    @Option(
            names = "--load",
            defaultValue = "clients=32,pause=10ms",
            description = "what clients do (default: ${DEFAULT-VALUE})")
    private String load;

    @Option(names = "--seed", defaultValue = "1", description = "of all chance (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--for",
            defaultValue = "60s",
            description = "how long clients are busy (default: ${DEFAULT-VALUE})")
    private String lasting;

    @Option(names = "--view-timeout", defaultValue = "0", description = "ms; default: one that suits the network")
    private int viewTimeout;

    Manifest manifest() {
        return new Manifest(
                engine, validators, network, faults, LoadSpec.parse(load), seed, Spans.parse(lasting), viewTimeout);
    }
}
