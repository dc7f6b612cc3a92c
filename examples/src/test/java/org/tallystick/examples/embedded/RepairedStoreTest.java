package org.tallystick.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.api.AccountClient;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Ledger;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.api.RepairReport;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.model.Receipt;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.storage.rocksdb.RocksDbStorage;

/** A validator whose sorted files have rotted in one place is made whole by its peers. */
@Timeout(120)
class RepairedStoreTest {
    @TempDir
    private Path directory;

    private static Receipt issue(AccountClient account, String asset) throws Exception {
        return account.call(TokenContract.ID, TokenCalls.issue(asset, account.id(), 1))
                .get(30, TimeUnit.SECONDS)
                .receiptOrThrow();
    }

    /** Makes a chain of which node 3 has a block in a sorted file, and stops node 3; gives that block. */
    private static FinalBlock fill(EmbeddedCluster cluster) throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> cluster.node(3).health().isRunning());
        AccountClient account = cluster.node(0).account(PrivateKey.generate(new SecureRandom()));
        issue(account, "BEFORE");
        Receipt receipt = issue(account, "ROTTEN");
        for (int i = 0; i < 8; i++) {
            issue(account, "AFTER" + i);
        }
        long end = cluster.node(0).head().height();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> cluster.node(3).head().height() >= end);
        for (long height = end; ; height--) {
            FinalBlock block =
                    cluster.node(0).block(height).get(10, TimeUnit.SECONDS).orElseThrow();
            if (block.receipts().stream().anyMatch(one -> one.transactionId().equals(receipt.transactionId()))) {
                cluster.stop(3);
                cluster.start(3); // what was in the log is now in sorted files
                cluster.stop(3);
                return block;
            }
        }
    }

    /** Flips a bit of the first sorted file that has these bytes. */
    private static void damage(Path database, byte[] wanted) throws IOException {
        try (Stream<Path> files = Files.list(database)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int found = indexOf(bytes, wanted);
                if (found >= 0) {
                    bytes[found] ^= 1;
                    Files.write(file, bytes);
                    return;
                }
            }
        }
        throw new AssertionError("no sorted file has what is to be damaged");
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        return all.indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
    }

    @Test
    void blockInADamagedFileIsFetchedFromPeersWhileTheNodeRuns() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            FinalBlock block = fill(cluster);
            long height = block.block().header().height();
            damage(cluster.directory(3).resolve("db"), signatureIn(block));
            StoreReport named = cluster.builder(3).verify(true);
            assertThat(named.findings())
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding).isInstanceOf(StoreReport.BadBlock.class));
            Ledger node = cluster.start(3);
            await().atMost(Duration.ofSeconds(30)).until(() -> node.health().isRunning());
            RepairReport report = node.repair().get(30, TimeUnit.SECONDS);
            assertThat(report.left()).isEmpty();
            assertThat(report.found().findings())
                    .anySatisfy(finding -> assertThat(((StoreReport.BadBlock) finding).height())
                            .isEqualTo(height));
            FinalBlock again = node.block(height).get(10, TimeUnit.SECONDS).orElseThrow();
            assertThat(again.block()).isEqualTo(block.block());
            assertThat(again.receipts()).isEqualTo(block.receipts());
            cluster.stop(3);
            StoreReport after = cluster.builder(3).verify(true);
            assertThat(after.clean()).as(after.toString()).isTrue();
            assertThat(cluster.directory(3).resolve("db.damaged")).doesNotExist();
        }
    }

    /** Bytes from within a signature, which compression leaves as they are; its ends may be joined to what is beside. */
    private static byte[] signatureIn(FinalBlock block) {
        byte[] signature = block.block()
                .transactions()
                .get(0)
                .witnesses()
                .get(0)
                .signature()
                .toArray();
        return Arrays.copyOfRange(signature, 16, 48);
    }

    @Test
    void replacedStoreThatBeginsWithASnapshotGetsItsOldBlocksBack() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            FinalBlock block = fill(cluster);
            damage(cluster.directory(3).resolve("db"), signatureIn(block)); // has to come from peers
            change(cluster, Column.BUCKETS); // is found at opening
            Ledger node = cluster.start(3, builder -> builder.beginWithSnapshotAbove(3));
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            cluster.directory(3).resolve("db.damaged").toFile().exists()
                                    && node.health().isRunning()
                                    && node.head().equals(cluster.node(0).head())
                                    && node.block(1).get(10, TimeUnit.SECONDS).isPresent());
            for (long height = 0; height <= node.head().height(); height++) {
                assertThat(node.block(height).get(10, TimeUnit.SECONDS))
                        .usingRecursiveComparison()
                        .ignoringFields("value.certificate")
                        .isEqualTo(cluster.node(0).block(height).get(10, TimeUnit.SECONDS));
            }
            assertThat(node.prove(ProofRequest.transaction(
                                    block.receipts().get(0).transactionId()))
                            .get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ProofResult.Made.class);
            cluster.stop(3);
            StoreReport after = cluster.builder(3).verify(true);
            assertThat(after.clean()).as(after.toString()).isTrue();
            assertThat(after.blocks()).isEqualTo(after.height() + 1);
        }
    }

    /** Changes the last record of a column. */
    private static void change(EmbeddedCluster cluster, Column column) {
        try (LedgerStore store = RocksDbStorage.at(cluster.directory(3))
                .open(GenesisCodec.chainId(cluster.genesis()), NodeAssembly.SCHEMA_VERSION)) {
            List<WriteBatch> damage = new ArrayList<>();
            store.scan(column, new byte[0], null, (key, value) -> {
                value[value.length - 1] ^= 1;
                damage.add(new WriteBatch().put(column, key, value));
                return true;
            });
            store.commit(damage.get(damage.size() - 1));
        }
    }

    @Test
    void damageInTheStateIsFoundAndTheStoreReplacedWithAllItsBlocks() throws Exception {
        try (EmbeddedCluster cluster = new EmbeddedCluster(directory, 4, 0).startAll()) {
            FinalBlock block = fill(cluster);
            change(cluster, Column.STATE); // opening does not read it
            Ledger node = cluster.start(3);
            await().atMost(Duration.ofSeconds(30)).until(() -> node.health().isRunning());
            RepairReport report = node.repair().get(30, TimeUnit.SECONDS);
            assertThat(report.left()).singleElement().isInstanceOf(StoreReport.BadState.class);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> node.health().isRunning()
                            && node.head().equals(cluster.node(0).head()));
            FinalBlock again = node.block(block.block().header().height())
                    .get(10, TimeUnit.SECONDS)
                    .orElseThrow();
            assertThat(again.block()).isEqualTo(block.block());
            assertThat(again.receipts()).isEqualTo(block.receipts()); // each node has other votes in its certificates
            assertThat(cluster.directory(3).resolve("db.damaged")).isDirectory();
            cluster.stop(3);
            StoreReport after = cluster.builder(3).verify(true);
            assertThat(after.clean()).as(after.toString()).isTrue();
        }
    }
}
