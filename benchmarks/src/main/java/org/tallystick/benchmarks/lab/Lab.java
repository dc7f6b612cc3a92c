package org.tallystick.benchmarks.lab;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab as a program; {@code sh benchmarks/lab.sh} starts it. */
@Command(
        name = "lab",
        description = "The production engines under a seeded simulator, and against real processes.",
        mixinStandardHelpOptions = true,
        subcommands = {SimulateCommand.class, ExploreCommand.class, CompareCommand.class, ClusterCommand.class})
public final class Lab {
    private Lab() {}

    /** Exits with 0 when all was well, 1 when a promise was broken, 2 when it does not understand, 3 when it failed. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new Lab())
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    boolean misunderstood = e instanceof IllegalArgumentException;
                    String text = misunderstood ? e.getMessage() : e.toString();
                    line.getErr().println(line.getColorScheme().errorText(text));
                    if (misunderstood) {
                        return 2;
                    }
                    e.printStackTrace(line.getErr());
                    return 3;
                })
                .execute(args);
    }
}
