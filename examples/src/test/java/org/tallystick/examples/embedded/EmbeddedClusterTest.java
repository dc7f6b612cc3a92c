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
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.QueryResult;
import org.tallystick.api.SubmitResult;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.Hash;

@Timeout(120)
class EmbeddedClusterTest {
    @TempDir
    private Path directory;

    private static boolean allRunning(EmbeddedCluster cluster) {
        return cluster.all().stream().allMatch(node -> node.health().isRunning());
    }

    private static long balance(Ledger node, Hash asset, AccountClient account) throws Exception {
        QueryResult.Answer answer =
                (QueryResult.Answer) node.query(TokenContract.ID, TokenQuery.balance(asset, account.id()))
                        .get(10, TimeUnit.SECONDS);
        return TokenQuery.readAmount(answer.value());
    }

    @Test
    void validatorsAndObserverAgreeOnTransfersSubmittedAnywhere() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 1).startAll()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> allRunning(cluster));
            AccountClient issuer = cluster.node(0).account(PrivateKey.generate(new SecureRandom()));
            AccountClient receiver = cluster.node(4).account(PrivateKey.generate(new SecureRandom()));
            Hash asset = TokenContract.assetId(issuer.id(), "EUR");
            assertThat(issuer.call(TokenContract.ID, TokenCalls.issue("EUR", issuer.id(), 1_000))
                            .get(20, TimeUnit.SECONDS)
                            .receiptOrThrow()
                            .succeeded())
                    .isTrue();

            List<CompletableFuture<SubmitResult>> transfers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                transfers.add(issuer.call(TokenContract.ID, TokenCalls.transfer(asset, receiver.id(), 2)));
            }
            for (CompletableFuture<SubmitResult> transfer : transfers) {
                assertThat(transfer.get(30, TimeUnit.SECONDS).receiptOrThrow().succeeded())
                        .isTrue();
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> balance(cluster.node(4), asset, receiver) == 120);
            assertThat(receiver.call(TokenContract.ID, TokenCalls.transfer(asset, issuer.id(), 20))
                            .get(20, TimeUnit.SECONDS)
                            .receiptOrThrow()
                            .succeeded())
                    .isTrue();

            long height = cluster.node(4).head().height();
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            cluster.all().stream().allMatch(node -> node.head().height() >= height));
            FinalBlock expected = cluster.node(0).block(height).get().orElseThrow();
            for (Ledger node : cluster.all()) {
                FinalBlock block = node.block(height).get().orElseThrow();
                assertThat(block.hash()).isEqualTo(expected.hash());
                assertThat(block.receipts()).isEqualTo(expected.receipts());
            }
        }
    }

    @Test
    void twoOfFourCannotGoOnAndSaySoAndGoOnWhenAThirdComes() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> allRunning(cluster));
            AccountClient issuer = cluster.node(0).account(PrivateKey.generate(new SecureRandom()));
            assertThat(issuer.call(TokenContract.ID, TokenCalls.issue("EUR", issuer.id(), 1))
                            .get(20, TimeUnit.SECONDS))
                    .isInstanceOf(SubmitResult.Final.class);
            cluster.node(2).close();
            cluster.node(3).close();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.node(0).health() instanceof Health.Stalled stalled
                            && stalled.report() instanceof Health.StallReport.NoQuorum report
                            && report.heard() == 2
                            && report.needed() == 3);
            CompletableFuture<SubmitResult> waiting =
                    issuer.call(TokenContract.ID, TokenCalls.issue("EUR", issuer.id(), 2));
            cluster.start(2);
            assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(SubmitResult.Final.class);
        }
    }
}
