package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.QueryResult;
import org.tallystick.api.Retention;
import org.tallystick.api.StoreReport;
import org.tallystick.api.SubmitResult;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.model.Bytes;
import org.tallystick.model.SignedTransaction;

/** A validator that was away for longer than the others keep their blocks. */
@Timeout(120)
class LongAbsenceTest {
    @TempDir
    private Path directory;

    /** One that made many blocks final at once removes old ones little by little. */
    private static boolean isKeptByAnyOfThree(EmbeddedCluster cluster, long height) throws Exception {
        for (int i = 0; i < 3; i++) {
            if (cluster.node(i).block(height).get(30, TimeUnit.SECONDS).isPresent()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void validatorSaysThatItsBlocksAreGoneAndBeginsAnewWhereItMay() throws Exception {
        Retention least = Retention.ofBlocks(Retention.LEAST_BLOCKS);
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0)) {
            for (int i = 0; i < 4; i++) {
                cluster.start(i, builder -> builder.retention(least));
            }
            cluster.awaitRunning(3);
            AccountClient account = cluster.account(0);
            for (int i = 0; i < 5; i++) {
                EmbeddedCluster.issue(account);
            }
            cluster.stop(3);
            long left = cluster.node(0).head().height();
            SignedTransaction missed = account.prepare(
                            TokenContract.ID, TokenCalls.issue("USD", account.id(), 1), Duration.ofMinutes(10))
                    .get(30, TimeUnit.SECONDS);
            cluster.node(0).submit(missed).get(30, TimeUnit.SECONDS).receiptOrThrow();
            while (cluster.node(0).head().height() < left + Retention.LEAST_BLOCKS + 80
                    || isKeptByAnyOfThree(cluster, left + 1)) {
                EmbeddedCluster.issue(account);
            }
            Ledger strict =
                    cluster.start(3, builder -> builder.retention(least).beginWithSnapshotAbove(Long.MAX_VALUE));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(strict.health())
                            .isInstanceOfSatisfying(
                                    Health.Stalled.class,
                                    stalled -> assertThat(stalled.report())
                                            .isInstanceOf(Health.StallReport.BlocksRemoved.class)));
            cluster.stop(3);
            Ledger joining = cluster.start(3, builder -> builder.retention(least));
            CompletableFuture<SubmitResult> again = joining.submit(missed); // whose number is free, so far as it knows
            long height = cluster.node(0).head().height();
            await().atMost(Duration.ofSeconds(30)).until(() -> joining.head().height() >= height);
            assertThat(again.get(30, TimeUnit.SECONDS))
                    .as("it is final, in a block that this node has never seen")
                    .isInstanceOfAny(SubmitResult.Indeterminate.class, SubmitResult.Refused.class); // if it was quick
            EmbeddedCluster.issue(account);
            long next = cluster.node(0).head().height();
            await().atMost(Duration.ofSeconds(30)).until(() -> joining.head().height() >= next);
            await().atMost(Duration.ofSeconds(30)).until(() -> joining.health().isRunning());
            Bytes query = TokenQuery.supply(TokenContract.assetId(account.id(), "EUR"));
            assertThat(joining.query(TokenContract.ID, query, left).get(30, TimeUnit.SECONDS))
                    .as("the state it had itself, before a gap")
                    .isInstanceOf(QueryResult.NotKept.class);
            assertThat(joining.query(TokenContract.ID, query, next - 1).get(30, TimeUnit.SECONDS))
                    .isEqualTo(cluster.node(0)
                            .query(TokenContract.ID, query, next - 1)
                            .get(30, TimeUnit.SECONDS));
            cluster.stop(3);
            StoreReport report = cluster.builder(3).verify(true);
            assertThat(report.clean()).as(report.toString()).isTrue();
        }
    }
}
