package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.AccountCodec;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenKeys;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.AccountId;
import org.tallystick.model.Hash;
import org.tallystick.proof.LightClient;
import org.tallystick.proof.Verdict;

/** A node joins a running cluster over real sockets with the state, and without the blocks before it. */
@Timeout(120)
class JoinBySnapshotTest {
    @TempDir
    private Path directory;

    @Test
    void newNodeBeginsWithASnapshotAndTakesPartFromThereOn() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 1)) {
            for (int i = 0; i < 4; i++) {
                cluster.start(i);
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> cluster.node(0).health().isRunning());
            AccountClient account = cluster.node(0).account(PrivateKey.generate(new SecureRandom()));
            Hash asset = TokenContract.assetId(account.id(), "EUR");
            call(account, TokenCalls.issue("EUR", account.id(), 1_000_000));
            List<CompletableFuture<SubmitResult>> transfers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                AccountId to = AccountCodec.idOf(
                        PrivateKey.generate(new SecureRandom()).publicKey());
                transfers.add(account.call(TokenContract.ID, TokenCalls.transfer(asset, to, 1)));
                if (i % 60 == 59) {
                    for (CompletableFuture<SubmitResult> one : transfers) {
                        one.get(30, TimeUnit.SECONDS).receiptOrThrow();
                    }
                }
            }
            long before = cluster.node(0).head().height();
            Ledger joined = cluster.start(4, builder -> builder.beginWithSnapshotAbove(3));
            await().atMost(Duration.ofSeconds(40)).until(() -> joined.head().height() >= before);
            assertThat(joined.block(1).get(10, TimeUnit.SECONDS))
                    .as("came with the state alone")
                    .isEmpty();
            call(account, TokenCalls.transfer(asset, account.id(), 1));
            long after = cluster.node(0).head().height();
            await().atMost(Duration.ofSeconds(20)).until(() -> joined.head().height() >= after);
            assertThat(joined.block(after).get(10, TimeUnit.SECONDS)).isPresent();
            var proof = joined.prove(ProofRequest.value(TokenContract.ID, TokenKeys.balance(asset, account.id())))
                    .get(10, TimeUnit.SECONDS)
                    .orThrow();
            assertThat(LightClient.of(cluster.genesis(), new BftEngine()::finalityVerifier)
                            .verify(proof))
                    .isInstanceOf(Verdict.Verified.class);
            joined.close();
            Ledger again = cluster.start(4, builder -> builder);
            assertThat(again.head().height()).isGreaterThanOrEqualTo(after);
        }
    }

    private static void call(AccountClient account, org.tallystick.model.Bytes call) throws Exception {
        assertThat(account.call(TokenContract.ID, call)
                        .get(30, TimeUnit.SECONDS)
                        .receiptOrThrow()
                        .succeeded())
                .isTrue();
    }
}
