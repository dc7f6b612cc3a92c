package org.tallystick.examples.quickstart;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.tallystick.api.AccountClient;
import org.tallystick.api.GenesisFile;
import org.tallystick.api.Ledger;
import org.tallystick.api.QueryResult;
import org.tallystick.api.SubmitResult;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Identity;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Parameters;
import org.tallystick.model.Receipt;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.p2p.NettyTransport;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/**
 * A ledger inside an application: it opens a node, writes into a contract of its own, reads it back and closes the node.
 * Here the node is the ledger's only validator; with more of them in the genesis, each in its own application, the code is
 * the same.
 */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Runs the example.
     *
     * @param words a directory for keys, genesis and store; without it, a temporary one is used and left behind
     */
    public static void main(String[] words) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = words.length > 0 ? Path.of(words[0]) : Files.createTempDirectory("tallystick-quickstart-");
        out.println(run(directory, "only an example".toCharArray()));
    }

    /** Opens a node in a directory, writes and reads an entry, and says what came of it. */
    static String run(Path directory, char[] passphrase) throws Exception {
        Files.createDirectories(directory);
        Path keyFile = directory.resolve("keys.p12");
        Path genesisFile = directory.resolve("genesis.json");
        if (!Files.exists(genesisFile)) {
            GenesisFile.save(genesisFile, genesis(Identity.openOrCreate(keyFile, passphrase)));
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        List<InetSocketAddress> peers = List.of();
        PrivateKey alice = PrivateKey.generate(new SecureRandom());
        // README: begin
        try (Ledger ledger = Ledger.builder()
                .genesis(GenesisFile.load(genesisFile))
                .identity(Identity.openOrCreate(keyFile, passphrase))
                .storage(RocksDbStorage.at(directory.resolve("store")))
                .transport(NettyTransport.listen(address).bootstrap(peers))
                .engine(new BftEngine())
                .contract(new Guestbook())
                .open()) {
            AccountClient account = ledger.account(alice);
            Bytes call = Guestbook.write("Hello, ledger");
            SubmitResult result = account.call(Guestbook.ID, call).get();
            Receipt receipt = result.receiptOrThrow(); // final, and on disk
            // README: end
            return describe(ledger, receipt);
        }
    }

    /** A ledger with one validator and two contracts, one that comes with the library and one of this application. */
    private static Genesis genesis(Identity identity) {
        PrivateKey votes = identity.validatorKey().orElseThrow();
        return new Genesis(
                "quickstart",
                System.currentTimeMillis(),
                BftEngine.NAME,
                new ValidatorSet(0, List.of(new Validator("only", votes.publicKey(), identity.nodeId()))),
                false,
                List.of(),
                Parameters.DEFAULT,
                List.of(new ContractRef(Guestbook.ID, 1), new ContractRef(TokenContract.ID, TokenContract.VERSION)),
                List.of());
    }

    private static String describe(Ledger ledger, Receipt receipt) throws Exception {
        if (!receipt.succeeded()) {
            return "The contract refused: " + receipt.outcome();
        }
        QueryResult entry = ledger.query(Guestbook.ID, Guestbook.read(0)).get();
        String text =
                entry instanceof QueryResult.Answer answer ? answer.value().toUtf8() : entry.toString();
        return "Transaction " + receipt.transactionId() + " is final in block " + receipt.height()
                + ".\nThe first entry of the book: " + text;
    }
}
