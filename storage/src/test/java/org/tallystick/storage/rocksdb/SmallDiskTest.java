package org.tallystick.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.StoreReport;
import org.tallystick.api.SubmitResult;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.model.Hash;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SoloLedger;

/**
 * A node on a file system that runs full under it, and gets room again. Needs an empty directory on a file system of some
 * 100 MiB, such as {@code mount -t tmpfs -o size=100m tmpfs DIR}: {@code -Dtallystick.small.disk=DIR}. In a usual build
 * {@code RevivingNodeTest} does it with a store in memory.
 */
@EnabledIfSystemProperty(named = "tallystick.small.disk", matches = ".+")
class SmallDiskTest {
    private static final int ROUNDS = Integer.getInteger("tallystick.small.disk.rounds", 5);

    private final Path small = Path.of(System.getProperty("tallystick.small.disk"));
    private final List<Hash> acknowledged = new ArrayList<>();
    private final List<Long> heard = new CopyOnWriteArrayList<>();
    private int issued;

    private SubmitResult last;

    private boolean issue(AccountClient account) throws Exception {
        SubmitResult result = account.call(TokenContract.ID, TokenCalls.issue("T" + issued++, account.id(), 1))
                .get(30, TimeUnit.SECONDS);
        last = result;
        if (result instanceof SubmitResult.Final ended) {
            acknowledged.add(ended.receipt().transactionId());
        }
        return result instanceof SubmitResult.Final;
    }

    /** Takes all room but some. */
    private static void fill(Path file, int leave) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] part = new byte[64 << 10];
            boolean full = false;
            while (!full) {
                try {
                    out.write(part);
                } catch (IOException e) {
                    full = true;
                }
            }
        }
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(Math.max(0, channel.size() - leave));
        }
    }

    @Test
    void nodeWhoseDiskIsFullSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
        Path filler = small.resolve("filler");
        Random random = new Random(1);
        RocksDbStorage storage = RocksDbStorage.at(small.resolve("ledger"));
        SoloLedger solo = new SoloLedger().storage(storage);
        try (Ledger ledger = solo.openReviving()) {
            AccountClient account = ledger.account(MockSigner.numbered(1));
            ledger.subscribe(0, block -> heard.add(block.height()));
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(issue(account))
                        .as(() -> last + " " + ledger.health())
                        .isTrue();
                fill(filler, random.nextInt(2 << 20));
                while (issue(account)) {
                    // there is room yet
                }
                await().until(() -> ledger.health() instanceof Health.Stalled stalled
                        && stalled.report() instanceof Health.StallReport.StorageFails);
                System.out.println(ledger.health());
                long height = ledger.head().height();
                assertThat(ledger.block(height).get(5, TimeUnit.SECONDS)).isPresent();
                Files.delete(filler);
                long begin = System.nanoTime();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> ledger.health().isRunning());
                System.out.printf(
                        "round %d: block %d; running again %.1f s after there was room%n",
                        round, height, (System.nanoTime() - begin) / 1e9);
            }
            assertThat(issue(account)).isTrue();
            for (Hash id : acknowledged) {
                assertThat(ledger.transaction(id).get(5, TimeUnit.SECONDS)).isPresent();
            }
            await().until(() -> heard.size() == ledger.head().height() + 1);
            assertThat(heard).isSorted();
        }
        StoreReport report =
                Ledger.builder().genesis(solo.genesis()).storage(storage).verify(true);
        assertThat(report.clean()).as(report.toString()).isTrue();
        System.out.println(acknowledged.size() + " acknowledged, none lost; " + report);
    }
}
