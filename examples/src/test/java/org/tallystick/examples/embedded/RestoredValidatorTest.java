package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Head;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.StoreReport;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/** A validator whose disk is gone comes back from a backup that is older than its last votes. */
@Timeout(120)
class RestoredValidatorTest {
    @TempDir
    private Path directory;

    @Test
    void validatorRestoredFromABackupFollowsAndDoesNotVote() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            cluster.awaitRunning(3);
            AccountClient account = cluster.account(0);
            EmbeddedCluster.issue(account);
            Path file = directory.resolve("validator-3.backup");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.node(3).head().height() > 0);
            Head saved = cluster.node(3).backup(file).get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 5; i++) {
                EmbeddedCluster.issue(account);
            }
            cluster.node(3).close();
            RocksDbStorage place = RocksDbStorage.at(directory.resolve("restored"));
            Ledger.builder().genesis(cluster.genesis()).storage(place).restore(file);
            Ledger restored = cluster.start(3, builder -> builder.storage(place));
            assertThat(restored.head().height()).isGreaterThanOrEqualTo(saved.height());
            EmbeddedCluster.issue(account);
            long height = cluster.node(0).head().height();
            await().atMost(Duration.ofSeconds(30)).until(() -> restored.head().height() >= height);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> restored.health() instanceof Health.Stalled stalled
                            && stalled.report() instanceof Health.StallReport.VotesWithheld);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    @Test
    void validatorWhoseWholeDirectoryWasRolledBackFollowsAndDoesNotVote() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            cluster.awaitRunning(3);
            AccountClient account = cluster.account(0);
            EmbeddedCluster.issue(account);
            cluster.stop(3);
            copy(cluster.directory(3), directory.resolve("image")); // votes included
            cluster.start(3);
            cluster.awaitRunning(3);
            for (int i = 0; i < 5; i++) {
                EmbeddedCluster.issue(account);
            }
            cluster.stop(3);
            Ledger rolledBack =
                    cluster.start(3, builder -> builder.storage(RocksDbStorage.at(directory.resolve("image"))));
            EmbeddedCluster.issue(account);
            long height = cluster.node(0).head().height();
            await().atMost(Duration.ofSeconds(30)).until(() -> rolledBack.head().height() >= height);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> rolledBack.health() instanceof Health.Stalled stalled
                            && stalled.report() instanceof Health.StallReport.VotesWithheld);
        }
    }

    @Test
    void damagedStoreIsSetAsideAndFetchedAnewAndItsVotesStay() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            cluster.awaitRunning(3);
            AccountClient account = cluster.account(0);
            for (int i = 0; i < 5; i++) {
                EmbeddedCluster.issue(account);
            }
            cluster.stop(3);
            damageManifest(cluster.directory(3).resolve("db"));
            assertThatThrownBy(() -> cluster.builder(3).verify(true))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
            Ledger repaired = cluster.start(3);
            EmbeddedCluster.issue(account);
            long height = cluster.node(0).head().height();
            await().atMost(Duration.ofSeconds(30)).until(() -> repaired.head().height() >= height);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> repaired.health() instanceof Health.Running running
                            && running.role().equals("VALIDATOR"));
            assertThat(cluster.directory(3).resolve("db.damaged")).isDirectory();
            cluster.stop(3);
            StoreReport report = cluster.builder(3).verify(true);
            assertThat(report.clean()).as(report.toString()).isTrue();
        }
    }

    private static void damageManifest(Path database) throws IOException {
        try (Stream<Path> files = Files.list(database)) {
            Path manifest = files.filter(
                            file -> String.valueOf(file.getFileName()).startsWith("MANIFEST"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(manifest);
            bytes[bytes.length / 2] ^= 4;
            Files.write(manifest, bytes);
        }
    }
}
