package org.tallystick.benchmarks.endure;

import picocli.CommandLine;

/** What a node bears; see the subcommands. */
@CommandLine.Command(
        name = "endure",
        description = "What a node bears.",
        mixinStandardHelpOptions = true,
        subcommands = {Kills.class, Flips.class, DiskUse.class, Imports.class, Joins.class})
final class Endure {
    private Endure() {}

    /** Runs a subcommand; the exit status is 0 when what it checks held. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Endure()).execute(args));
    }
}
