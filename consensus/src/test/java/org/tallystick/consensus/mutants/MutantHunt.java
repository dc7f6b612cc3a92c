package org.tallystick.consensus.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lets every seeded bug be looked for, and prints a table of how fast each was found.
 *
 * <pre>
 *   --core-minutes M   how long to look for one (default 10)
 *   --seed S           first seed (default 1)
 *   --threads T        runs at once (default: the number of processors)
 *   --only TEXT        only bugs whose name contains this
 *   --from TEXT        begins with the first bug whose name contains this
 * </pre>
 *
 * Exits with 1 if one was not found.
 */
public final class MutantHunt {
    private MutantHunt() {}

    /** All seeded bugs. */
    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>(EngineMutants.ALL);
        all.addAll(NodeMutants.ALL);
        return all;
    }

    /** The project's root, wherever below it this runs. */
    static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(path.resolve("ledger-core/src/main/java"))) {
            path = path.getParent();
        }
        return path;
    }

    /** Looks for one bug; see {@link Hunt}. */
    @SuppressWarnings("unchecked") // Hunt says what it returns
    static Map<String, Object> hunt(Mutant mutant, long seed, long runs, long processorNanos, int threads)
            throws IOException, ReflectiveOperationException {
        Class<?> hunt = MutantLoader.of(mutant.sources(root())).loadClass(Hunt.class.getName());
        return (Map<String, Object>) hunt.getMethod("hunt", long.class, long.class, long.class, int.class)
                .invoke(null, seed, runs, processorNanos, threads);
    }

    /** See the class. */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        double minutes = 10;
        long seed = 1;
        int threads = Runtime.getRuntime().availableProcessors();
        String only = "";
        String from = "";
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--core-minutes" -> minutes = Double.parseDouble(args[i + 1]);
                case "--seed" -> seed = Long.parseLong(args[i + 1]);
                case "--threads" -> threads = Integer.parseInt(args[i + 1]);
                case "--only" -> only = args[i + 1];
                case "--from" -> from = args[i + 1];
                default -> throw new IllegalArgumentException("unknown argument " + args[i]);
            }
        }
        int missed = 0;
        System.out.println("| bug | runs | core-seconds | found as |\n|---|---|---|---|");
        boolean begun = false;
        for (Mutant mutant : all()) {
            begun |= mutant.name().contains(from);
            if (begun && mutant.name().contains(only)) {
                try {
                    Map<String, Object> found =
                            hunt(mutant, seed, Long.MAX_VALUE / 2, (long) (minutes * 60e9), threads);
                    missed += found.containsKey("violation") ? 0 : 1;
                    System.out.println(row(mutant, found));
                } catch (IllegalStateException e) { // it has to be fitted to the code again
                    missed++;
                    System.out.println("| " + mutant.name() + " | | | " + e.getMessage() + " |");
                }
            }
        }
        System.exit(missed == 0 ? 0 : 1);
    }

    private static String row(Mutant mutant, Map<String, Object> found) {
        String violation = String.valueOf(found.getOrDefault("violation", "**not found**"))
                .replaceAll("^at [0-9.]+ s: ", "")
                .replaceAll("[\\r\\n|].*", "")
                .replaceAll("(.{100}).*", "$1…");
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %s |",
                mutant.name(),
                found.get("runs"),
                ((Long) found.get("millis")) / 1000.0,
                violation);
    }
}
