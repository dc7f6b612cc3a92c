package org.tallystick.examples.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tallystick.api.GenesisFile;
import org.tallystick.api.LedgerException;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.consensus.poa.PoaEngine;
import org.tallystick.consensus.pow.PowEngine;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.proof.LightClient;
import org.tallystick.proof.Verdict;
import org.tallystick.spi.consensus.ConsensusEngine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line that checks a proof; {@code --help} explains it. */
@Command(
        name = "verify.sh",
        mixinStandardHelpOptions = true,
        version = "Tallystick verify 0.1.0-SNAPSHOT",
        description = {
            "Checks a proof file offline: no node is asked, and nothing is believed but the genesis. Says what is"
                    + " proven, who attested it, and when.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything that the file says is proven",
            "1:the file is refused, with the reason",
            "2:the command line is wrong",
            "3:a file cannot be read, or the ledger's engine is not known here"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int REFUSED = 1;
    private static final int CANNOT_RUN = 3;
    private static final int MAX_FILE = 64 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The proof.")
    private Path file;

    @Option(
            names = "--genesis",
            required = true,
            paramLabel = "GENESIS",
            description = "The genesis of the ledger, from somebody you trust.")
    private Path genesisFile;

    private VerifyCommand() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] words) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        System.exit(run(out, err, words));
    }

    /** Runs the command and returns its code. */
    static int run(PrintWriter out, PrintWriter err, String... words) {
        return new CommandLine(new VerifyCommand()).setOut(out).setErr(err).execute(words);
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Genesis genesis = GenesisFile.load(genesisFile);
            Optional<ConsensusEngine> engine = engine(genesis.engine());
            if (engine.isEmpty()) {
                err.println("The ledger " + genesis.network() + " runs the engine " + genesis.engine()
                        + ", whose certificates this program cannot read.");
                return CANNOT_RUN;
            }
            Verdict verdict =
                    LightClient.of(genesis, engine.get()::finalityVerifier).verify(read(file));
            if (verdict instanceof Verdict.Verified verified) {
                new PlainWords(genesis, verified).lines().forEach(out::println);
                return 0;
            }
            Verdict.Refused refused = (Verdict.Refused) verdict;
            err.println("Refused. " + file + " proves nothing (" + refused.reason() + "): " + refused.message() + ".");
            return REFUSED;
        } catch (LedgerException e) {
            err.println(e.getMessage());
            return CANNOT_RUN;
        } catch (IOException e) {
            err.println("The file " + file + " cannot be read: " + e);
            return CANNOT_RUN;
        }
    }

    private static Bytes read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Bytes.wrap(in.readNBytes(MAX_FILE + 1));
        }
    }

    /** The engine of a name, of which only the reading of certificates is used. */
    private static Optional<ConsensusEngine> engine(String name) {
        return switch (name) {
            case BftEngine.NAME -> Optional.of(new BftEngine());
            case PoaEngine.NAME -> Optional.of(new PoaEngine());
            case PowEngine.NAME -> Optional.of(new PowEngine());
            default -> Optional.empty();
        };
    }
}
