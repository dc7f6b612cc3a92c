package org.tallystick.examples.cluster;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.tallystick.crypto.SignatureProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the cluster example; {@code --help} explains it. */
@Command(
        name = "cluster.sh",
        mixinStandardHelpOptions = true,
        version = "Tallystick cluster 0.1.0-SNAPSHOT",
        sortOptions = false,
        description = {
            "Starts a cluster of nodes on this machine, each in a process of its own, puts signed token transfers on it,"
                    + " and checks at the end that every node holds the same, that every"
                    + " acknowledged transfer is there exactly once, and that no money came or went.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the check found nothing wrong",
            "1:the check found something wrong",
            "2:the command line is wrong",
            "3:the cluster could not be started or run",
            "130:stopped with Ctrl-C"
        })
public final class ClusterCommand implements Callable<Integer> {
    private static final int CHECK_FAILED = 1;
    private static final int CANNOT_RUN = 3;
    private static final int DEFAULT_CLIENTS = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Nodes, all of them validators. Default: ${DEFAULT-VALUE}.")
    private int nodes = 4;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "The consensus engine: bft, poa or pow. Default: ${DEFAULT-VALUE}.")
    private String engine = ClusterEngine.BFT.id();

    @Option(
            names = "--clients",
            paramLabel = "C",
            description = "Closed loop: each of C clients waits until its transfer is final before it makes the next."
                    + " Default: 50, unless --rate is given.")
    private int clients;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Open loop: R transfers a second, whatever becomes of them, each timed from the moment at which it was"
                            + " due. One that a node refuses because it is busy is counted as refused, and not sent again.")
    private double rate;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            description =
                    "Call data of a transfer; a memo fills what it does not need itself. Default: ${DEFAULT-VALUE}.")
    private int payload = 256;

    @Option(
            names = "--accounts",
            paramLabel = "A",
            description = "Accounts that transfer to each other. Default: 1000, or as many as clients.")
    private int accounts;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Load that is not counted, while the JVMs compile what is hot. Default: 20s.")
    private Duration warmup = Duration.ofSeconds(20);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Load that is counted. Default: 30s.")
    private Duration duration = Duration.ofSeconds(30);

    @Option(
            names = "--crypto",
            paramLabel = "WHO",
            description =
                    "Who signs and checks signatures: portable, native (must be there), or auto (native where it is there"
                            + " and pays). The signatures and verdicts are the same. Default: auto.")
    private SignatureProvider crypto = SignatureProvider.AUTO;

    @Option(
            names = "--chaos",
            description =
                    "While counting, kill a random node with SIGKILL every few seconds and start it again; now and"
                            + " then so many at once that no quorum is left.")
    private boolean chaos;

    @Option(names = "--seed", paramLabel = "S", description = "Makes the choices of the load and the chaos repeatable.")
    private Long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to FILE as one JSON object.")
    private Path json;

    @Option(
            names = "--keep",
            description = "After the check, leave the cluster running and say how to talk to it; Ctrl-C stops it.")
    private boolean keep;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the cluster lives; one that is there already is resumed. Default: a temporary directory,"
                            + " removed at the end unless --keep is given.")
    private Path data;

    private ClusterCommand() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] words) {
        System.exit(execute(writer(System.out), writer(System.err), words));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Runs the command and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... words) {
        return new CommandLine(new ClusterCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .execute(words);
    }

    @Override
    public Integer call() throws IOException {
        ClusterOptions options = options();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path directory =
                options.data().isPresent() ? options.data().get() : Files.createTempDirectory("tallystick-cluster-");
        int code;
        try {
            code = run(options, directory.toAbsolutePath(), out);
        } catch (ClusterException | IOException e) {
            err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            code = CANNOT_RUN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = CANNOT_RUN;
        }
        if (options.data().isEmpty() && !options.keep()) {
            if (code == 0) {
                delete(directory);
            } else {
                err.println("The nodes' data and logs stay in " + directory);
            }
        }
        return code;
    }

    private ClusterOptions options() {
        boolean closed = rate == 0;
        int clientCount = closed && clients == 0 ? DEFAULT_CLIENTS : clients;
        try {
            return new ClusterOptions(
                    ClusterEngine.named(engine),
                    nodes,
                    clientCount,
                    rate,
                    payload,
                    accounts == 0 ? Math.max(1_000, clientCount) : accounts,
                    warmup,
                    duration,
                    crypto,
                    chaos,
                    seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed,
                    Optional.ofNullable(data),
                    Optional.ofNullable(json),
                    keep,
                    Boolean.getBoolean("tallystick.terminal"));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static int run(ClusterOptions options, Path directory, PrintWriter out)
            throws IOException, InterruptedException, ClusterException {
        ClusterSetup setup =
                ClusterSetup.openOrCreate(directory, options.engine(), options.nodes(), options.accounts());
        out.println((setup.resumed() ? "Resuming the cluster in " : "A new cluster in ") + directory + ", seed "
                + options.seed());
        ClusterRun run = new ClusterRun(options, setup, out);
        Thread hook = new Thread(run::close, "stop-nodes");
        Runtime.getRuntime().addShutdownHook(hook);
        try (run) {
            Map<String, Object> fields = run.run();
            ClusterReport.print(fields, out);
            if (options.json().isPresent()) {
                ClusterReport.writeJson(fields, options.json().get());
            }
            boolean good = (boolean) fields.get("good");
            out.println(
                    good
                            ? "Nothing is lost, nothing is there twice, and all nodes hold the same."
                            : "THE CHECK HAS FAILED; see problems above.");
            if (options.keep()) {
                explain(setup, run.asset(), out);
                new CountDownLatch(1).await();
            }
            return good ? 0 : CHECK_FAILED;
        } finally {
            removeHook(hook);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down already, and the hook with it.
            return;
        }
    }

    private static void explain(ClusterSetup setup, String asset, PrintWriter out) {
        out.println();
        out.println("The cluster goes on until you press Ctrl-C. Ask any node, for example:");
        for (int i = 0; i < setup.layout().nodes(); i++) {
            out.println(String.format(
                    Locale.ROOT,
                    "  curl http://127.0.0.1:%d/health",
                    setup.layout().httpPorts().get(i)));
        }
        String base = "  curl http://127.0.0.1:" + setup.layout().httpPorts().get(0);
        out.println(base + "/head");
        out.println(base + "/block/1");
        out.println(base + "/peers");
        out.println(base + "/supply/" + asset);
        out.println("All that can be asked: " + String.join("  ", NodeHttp.paths()));
        out.println("Start it again later with --data " + setup.layout().directory());
        out.flush();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
