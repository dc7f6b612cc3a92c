package org.tallystick.examples.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.tallystick.api.GenesisFile;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;

/**
 * Makes the directory of a cluster, or opens one that was made before: genesis, the nodes' keys, and the secret from which
 * the load's accounts follow.
 *
 * <p>Since one person plays all organisations here, the passphrase of the key files lies beside them, for the owner's eyes
 * only. A real node gets it from its host application.
 */
final class ClusterSetup {
    private static final String SETTINGS = "cluster.properties";
    private static final int SECRET_BYTES = 32;

    private final ClusterLayout layout;
    private final char[] passphrase;
    private final byte[] accountSecret;
    private final int accounts;
    private final boolean resumed;

    private ClusterSetup(ClusterLayout layout, Properties secrets, boolean resumed) {
        this.layout = layout;
        this.passphrase = secrets.getProperty("passphrase").toCharArray();
        this.accountSecret = HexFormat.of().parseHex(secrets.getProperty("accounts.secret"));
        this.accounts = Integer.parseInt(secrets.getProperty("accounts"));
        this.resumed = resumed;
    }

    /** Opens the cluster in a directory, or makes one there when the directory is missing or empty. */
    static ClusterSetup openOrCreate(Path directory, ClusterEngine engine, int nodes, int accounts)
            throws IOException, ClusterException {
        Path settings = directory.resolve(SETTINGS);
        if (Files.exists(settings)) {
            return open(directory, settings, engine, nodes, accounts);
        }
        if (Files.isDirectory(directory)) {
            try (var entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw new ClusterException(
                            directory + " holds something else than a cluster; give an empty directory");
                }
            }
        }
        return create(directory, settings, engine, nodes, accounts);
    }

    private static ClusterSetup create(Path directory, Path settings, ClusterEngine engine, int nodes, int accounts)
            throws IOException {
        Files.createDirectories(directory);
        SecureRandom random = new SecureRandom();
        List<Integer> ports = FreePorts.find(2 * nodes, List.of(), random);
        ClusterLayout layout = new ClusterLayout(directory, ports.subList(0, nodes), ports.subList(nodes, 2 * nodes));
        Properties values = new Properties();
        values.setProperty("passphrase", hex(random));
        values.setProperty("accounts.secret", hex(random));
        values.setProperty("accounts", Integer.toString(accounts));
        values.setProperty("ports", join(ports));
        NativeLibrary.unpack(layout.libraries());
        makeGenesis(layout, engine, values.getProperty("passphrase").toCharArray());
        write(settings, values);
        return new ClusterSetup(layout, values, false);
    }

    private static void makeGenesis(ClusterLayout layout, ClusterEngine engine, char[] passphrase) throws IOException {
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < layout.nodes(); i++) {
            NodeArguments node = layout.node(i, SignatureProvider.AUTO);
            Files.createDirectories(node.directory());
            Identity identity = Identity.openOrCreate(node.keyFile(), passphrase);
            validators.add(new Validator(
                    "node" + (i + 1), identity.validatorKey().orElseThrow().publicKey(), identity.nodeId()));
        }
        Genesis genesis = new Genesis(
                "tallystick-cluster",
                System.currentTimeMillis(),
                engine.id(),
                new ValidatorSet(0, validators),
                false,
                List.of(),
                engine.adjust(parameters()),
                List.of(new ContractRef(TokenContract.ID, TokenContract.VERSION)),
                List.of());
        GenesisFile.save(layout.genesis(), genesis);
    }

    /** The usual settings, but with a lower cap on view timeouts, as all nodes stand on one machine. */
    private static Parameters parameters() {
        Parameters usual = Parameters.DEFAULT;
        return new Parameters(
                usual.maxBlockBytes(),
                usual.maxBlockTransactions(),
                usual.maxTransactionBytes(),
                usual.maxTransactionLifetimeMs(),
                usual.maxResourceLimit(),
                usual.maxLanes(),
                1_000,
                3_000,
                usual.heartbeatMs());
    }

    private static ClusterSetup open(Path directory, Path settings, ClusterEngine engine, int nodes, int accounts)
            throws IOException, ClusterException {
        Properties values = new Properties();
        try (var in = Files.newBufferedReader(settings, StandardCharsets.UTF_8)) {
            values.load(in);
        }
        List<Integer> ports = new ArrayList<>();
        for (String port : values.getProperty("ports").split(",")) {
            ports.add(Integer.valueOf(port));
        }
        if (ports.size() != 2 * nodes) {
            throw new ClusterException("the cluster in " + directory + " has " + ports.size() / 2
                    + " nodes; give --nodes " + ports.size() / 2);
        }
        String runs = GenesisFile.load(directory.resolve("genesis.json")).engine();
        if (!runs.equals(engine.id())) {
            throw new ClusterException(
                    "the cluster in " + directory + " runs the engine " + runs + "; give --engine " + runs);
        }
        for (int i = 0; i < ports.size(); i++) {
            if (!FreePorts.isFree(ports.get(i))) {
                ports.set(i, FreePorts.find(1, ports, new SecureRandom()).get(0));
            }
        }
        int before = Integer.parseInt(values.getProperty("accounts"));
        values.setProperty("accounts", Integer.toString(Math.max(before, accounts)));
        values.setProperty("ports", join(ports));
        write(settings, values);
        ClusterLayout layout = new ClusterLayout(directory, ports.subList(0, nodes), ports.subList(nodes, 2 * nodes));
        NativeLibrary.unpack(layout.libraries());
        return new ClusterSetup(layout, values, true);
    }

    /** Where everything lies. */
    ClusterLayout layout() {
        return layout;
    }

    /** Opens the key files. */
    char[] passphrase() {
        return passphrase.clone();
    }

    /** From it follow the accounts' keys. */
    byte[] accountSecret() {
        return accountSecret.clone();
    }

    /** How many accounts there are, including those of earlier runs. */
    int accounts() {
        return accounts;
    }

    /** Whether the cluster had been there before. */
    boolean resumed() {
        return resumed;
    }

    private static String hex(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String join(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(Object::toString).toList());
    }

    private static void write(Path file, Properties values) throws IOException {
        FileSystem system = file.getFileSystem();
        if (!Files.exists(file)) {
            if (system.supportedFileAttributeViews().contains("posix")) {
                Set<PosixFilePermission> owner =
                        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
                Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
            } else {
                Files.createFile(file);
            }
        }
        try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            values.store(out, "A cluster on one machine. Whoever reads this can open its keys.");
        }
    }
}
