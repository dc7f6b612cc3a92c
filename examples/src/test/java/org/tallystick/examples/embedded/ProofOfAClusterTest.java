package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.GenesisFile;
import org.tallystick.api.Ledger;
import org.tallystick.api.ProofRequest;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenKeys;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.examples.verify.Verify;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;

/** A proof made by a running node of four, checked by the command that people use. */
@Timeout(120)
class ProofOfAClusterTest {
    @TempDir
    private Path directory;

    private Path save(Ledger node, String name, ProofRequest request) throws Exception {
        Bytes proof = node.prove(request).get(10, TimeUnit.SECONDS).orThrow().toBytes();
        return Files.write(directory.resolve(name), proof.toArray());
    }

    @Test
    void everythingProvenByANodeIsVerifiedOfflineAndAChangedByteIsRefused() throws Exception {
        Path genesis = directory.resolve("genesis.json");
        Path transfer;
        Path balance;
        Path history;
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            GenesisFile.save(genesis, cluster.genesis());
            Ledger node = cluster.node(1);
            await().atMost(Duration.ofSeconds(30)).until(() -> node.health().isRunning());
            AccountClient account = node.account(PrivateKey.generate(new SecureRandom()));
            Hash asset = TokenContract.assetId(account.id(), "EUR");
            Receipt receipt = null;
            for (int i = 0; i < 3; i++) {
                receipt = account.call(TokenContract.ID, TokenCalls.issue("EUR", account.id(), 40))
                        .get(20, TimeUnit.SECONDS)
                        .receiptOrThrow();
            }
            transfer = save(node, "transfer.proof", ProofRequest.transaction(receipt.transactionId()));
            balance = save(
                    node,
                    "balance.proof",
                    ProofRequest.value(TokenContract.ID, TokenKeys.balance(asset, account.id())));
            history = save(node, "history.proof", ProofRequest.history(1));
        }
        assertThat(run(0, transfer, genesis)).contains("is final", "succeeded", "Attested by 3 of 4", "validator-");
        assertThat(run(0, balance, genesis)).contains(": 120.");
        assertThat(run(0, history, genesis)).contains("nothing of it was changed");
        byte[] bytes = Files.readAllBytes(transfer);
        for (int at = 0; at < bytes.length; at += 97) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Path file = Files.write(directory.resolve("changed.proof"), changed);
            assertThat(run(1, file, genesis)).startsWith("Refused.");
        }
        assertThat(run(3, directory.resolve("absent.proof"), genesis)).contains("absent.proof");
    }

    private static String run(int expected, Path file, Path genesis) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int code = Verify.run(out, file.toString(), "--genesis", genesis.toString());
        assertThat(code).as(said.toString()).isEqualTo(expected);
        return said.toString();
    }
}
