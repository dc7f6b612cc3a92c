package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Health;
import org.tallystick.api.RepairReport;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.ChainReader;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.model.Bytes;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.transport.MessageKind;

/** Damaged records of a running node. */
@Timeout(60)
class RepairTest extends RepairBench {
    @Test
    void soundStoreHasNothingToRepairAndNobodyIsAsked() throws Exception {
        peers.connect(FIRST, RepairBench::honestly);
        RepairReport report = repair();
        assertThat(report.found().clean()).as(report.toString()).isTrue();
        assertThat(report.found().blocks()).isEqualTo(node.head().height() + 1);
        assertThat(report.found().keys()).isGreaterThan(100);
        assertThat(peers.asked).isEmpty();
    }

    @Test
    void recordsOfEachKindAreRepairedWhetherMissingChangedOrUnreadable() throws Exception {
        peers.connect(FIRST, RepairBench::honestly);
        Random random = new Random(8);
        for (Column column : List.of(
                Column.HEADERS,
                Column.BODIES,
                Column.RECEIPTS,
                Column.CERTIFICATES,
                Column.TRANSACTIONS,
                Column.BLOCK_HASHES)) {
            List<byte[]> keys = disk.keys(column);
            for (int i = 0; i < 8; i++) {
                byte[] key = keys.get(random.nextInt(keys.size()));
                switch (i % 3) {
                    case 0 -> disk.damage(column, key, flip(random));
                    case 1 -> disk.makeUnreadable(column, key);
                    default -> {
                        if (column != Column.CERTIFICATES) { // not every block has one
                            disk.damage(column, key, value -> null);
                        }
                    }
                }
            }
            RepairReport report = repair();
            assertThat(report.found().clean()).as(column.name()).isFalse();
            assertThat(report.sound()).as(report.toString()).isTrue();
            assertThat(report.repaired())
                    .isGreaterThanOrEqualTo(report.found().findings().size());
        }
        assertWhole();
    }

    @Test
    void longRunOfDamageIsRepairedFromTheTopDownInFewRequests() throws Exception {
        peers.connect(FIRST, RepairBench::honestly);
        for (long height = 0; height <= 50; height++) {
            disk.makeUnreadable(Column.HEADERS, key(height));
            disk.damage(Column.BODIES, key(height), value -> null);
            disk.makeUnreadable(Column.RECEIPTS, key(height));
        }
        assertThat(repair().sound()).isTrue();
        assertThat(peers.asked).hasSizeLessThan(6);
        assertWhole();
    }

    @Test
    void indexesAndTheFirstBlockAreMadeAnewWithoutAnybody() throws Exception {
        Random random = new Random(9);
        for (Column column : List.of(Column.HEADERS, Column.BODIES, Column.RECEIPTS)) {
            disk.damage(column, key(0), flip(random));
        }
        disk.keys(Column.TRANSACTIONS).forEach(key -> disk.damage(Column.TRANSACTIONS, key, flip(random)));
        disk.keys(Column.BLOCK_HASHES).forEach(key -> disk.makeUnreadable(Column.BLOCK_HASHES, key));
        assertThat(repair().sound()).isTrue();
        assertWhole();
    }

    @Test
    void whatNobodyGivesIsNamedAndTheRestRepairedAndTheNodeGoesOn() throws Exception {
        disk.makeUnreadable(Column.BODIES, key(20));
        disk.damage(Column.RECEIPTS, key(30), value -> null);
        disk.makeUnreadable(Column.CERTIFICATES, disk.keys(Column.CERTIFICATES).get(7));
        RepairReport report = repair();
        assertThat(report.left())
                .extracting(finding -> ((StoreReport.BadBlock) finding).height())
                .containsExactlyInAnyOrder(20L, 30L);
        assertThat(report.repaired()).isEqualTo(1); // a later certificate proves what the damaged one did
        assertThat(node.health()).isNotInstanceOf(Health.Failed.class);
        peers.connect(FIRST, RepairBench::honestly);
        assertThat(repair().sound()).isTrue();
        assertThat(node.health()).isNotInstanceOf(Health.Failed.class);
    }

    @Test
    void damagedOldStateIsNamedAndTheNodeGoesOn() throws Exception {
        disk.makeUnreadable(Column.OLD_STATE, disk.keys(Column.OLD_STATE).get(70));
        RepairReport report = repair();
        assertThat(report.left()).isNotEmpty().allMatch(left -> left instanceof StoreReport.BadOldState);
        assertThat(node.health()).isNotInstanceOf(Health.Failed.class);
        assertThat(peers.asked).isEmpty();
    }

    @Test
    void liarsChangeNothingAndAnHonestPeerIsAskedAfterThem() throws Exception {
        Random random = new Random(10);
        disk.makeUnreadable(Column.HEADERS, key(40));
        disk.makeUnreadable(Column.BODIES, key(40));
        disk.makeUnreadable(Column.RECEIPTS, key(40));
        List<Manner> lies = List.of(
                (wanted, honest) -> List.of(),
                (wanted, honest) -> new ChainReader(source).withReceipts(wanted.from() + 1, 1, 1, 8 << 20),
                (wanted, honest) -> new ChainReader(source).withReceipts(0, 50, 4 << 20, 8 << 20),
                (wanted, honest) -> honest.stream()
                        .map(block -> new StoredBlock(
                                Bytes.wrap(flip(random).apply(block.header().toArray())),
                                Bytes.wrap(flip(random).apply(block.body().toArray())),
                                block.certificate(),
                                Bytes.wrap(flip(random).apply(block.receipts().toArray()))))
                        .toList());
        for (Manner lie : lies) {
            peers.connect(FIRST, lie);
            RepairReport report = repair();
            assertThat(report.left()).isNotEmpty();
            assertThat(report.left())
                    .extracting(finding -> ((StoreReport.BadBlock) finding).height())
                    .containsOnly(40L);
        }
        assertThat(peers.asked).hasSize(lies.size());
        peers.connect(SECOND, RepairBench::honestly);
        assertThat(repair().sound()).isTrue();
        assertWhole();
    }

    @Test
    void peerThatGivesAPartOfTheTruthIsTakenAtThatAndAnotherAskedForTheRest() throws Exception {
        for (Column column : List.of(Column.HEADERS, Column.BODIES, Column.RECEIPTS)) {
            disk.makeUnreadable(column, key(33));
        }
        peers.connect(
                FIRST,
                (wanted, honest) -> honest.stream()
                        .map(block -> new StoredBlock(block.header(), block.body(), block.certificate()))
                        .toList());
        assertThat(repair().left()).singleElement().asString().contains("receipts");
        peers.connect(
                SECOND,
                (wanted, honest) -> honest.stream()
                        .map(block -> new StoredBlock(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY, block.receipts()))
                        .toList());
        assertThat(repair().sound()).isTrue();
        assertWhole();
    }

    @Test
    void peerThatHangsIsAskedOnceHoweverMuchIsDamaged() throws Exception {
        for (long height = 5; height < BLOCKS; height += 5) {
            disk.makeUnreadable(Column.BODIES, key(height));
        }
        peers.connect(FIRST, (wanted, honest) -> null);
        CompletableFuture<RepairReport> repair = node.repair();
        await().until(() -> peers.asked.size() == 1);
        peers.connect(SECOND, RepairBench::honestly);
        assertThat(repair.get(30, TimeUnit.SECONDS).sound()).isTrue();
        assertThat(peers.asked.stream().filter(FIRST::equals)).hasSize(1);
        assertWhole();
    }

    @Test
    void blockThatIsAskedForIsRepairedBeforeItIsGiven() throws Exception {
        peers.connect(FIRST, RepairBench::honestly);
        Optional<FinalBlock> before = node.block(12).get(10, TimeUnit.SECONDS);
        disk.makeUnreadable(Column.BODIES, key(12));
        disk.makeUnreadable(Column.RECEIPTS, key(12));
        disk.makeUnreadable(Column.HEADERS, key(14)); // found by looking through everything after that
        assertThat(node.block(12).get(10, TimeUnit.SECONDS)).isPresent().isEqualTo(before);
        await().until(() -> node.block(14).get(10, TimeUnit.SECONDS).isPresent());
        assertThat(repair().found().clean()).isTrue();
        assertWhole();
    }

    @Test
    void damagedBlockThatNobodyGivesIsRefusedToWhoeverAsksAndNotLookedForAllTheTime() throws Exception {
        peers.connect(FIRST, (wanted, honest) -> List.of());
        disk.makeUnreadable(Column.BODIES, key(12));
        for (int i = 0; i < 20; i++) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                            ExecutionException.class, () -> node.block(12).get(10, TimeUnit.SECONDS)))
                    .hasMessageContaining("rot");
        }
        assertThat(peers.asked).hasSizeLessThan(4);
    }

    @Test
    void peerThatAsksForADamagedBlockGetsNothingOfItAndItIsRepaired() throws Exception {
        peers.connect(FIRST, RepairBench::honestly);
        disk.makeUnreadable(Column.BODIES, key(12));
        peers.listener.onMessage(SECOND, MessageKind.SYNC_REQUEST, SyncCodec.request(1, 10, 20));
        await().until(() -> peers.answers.size() == 1);
        assertThat(blocksIn(peers.answers.get(0))).isEqualTo(2);
        peers.listener.onMessage(SECOND, MessageKind.SYNC_REQUEST, SyncCodec.request(2, 12, 20));
        await().until(() -> peers.answers.size() == 2);
        assertThat(blocksIn(peers.answers.get(1))).isZero();
        await().until(() -> !peers.asked.isEmpty() && repair().found().clean());
        peers.listener.onMessage(SECOND, MessageKind.SYNC_REQUEST, SyncCodec.request(3, 12, 20));
        await().until(() -> peers.answers.size() == 3);
        assertThat(blocksIn(peers.answers.get(2))).isGreaterThanOrEqualTo(20);
        assertWhole();
    }

    private static int blocksIn(byte[] answer) throws MalformedException {
        return ((SyncCodec.BlocksMessage) SyncCodec.readAnswer(answer)).blocks().size();
    }

    @Test
    void listenerHearsOfADamagedBlockWhenItIsRepaired() {
        peers.connect(FIRST, RepairBench::honestly);
        disk.makeUnreadable(Column.BODIES, key(25));
        List<Long> heard = new ArrayList<>();
        node.subscribe(20, block -> {
            synchronized (heard) {
                heard.add(block.height());
            }
        });
        await().until(() -> {
            synchronized (heard) {
                return heard.size() == node.head().height() - 19;
            }
        });
        assertWhole();
    }

    @Test
    void closingANodeEndsARepairThatWaits() throws Exception {
        peers.connect(FIRST, (wanted, honest) -> null);
        disk.makeUnreadable(Column.BODIES, key(25));
        CompletableFuture<RepairReport> repair = node.repair();
        await().until(() -> peers.asked.size() == 1);
        node.close();
        assertThat(repair).isCompletedExceptionally();
    }

    @Test
    void historyIsMadeAnewWithoutAnybody() throws Exception {
        Random random = new Random(12);
        List<byte[]> keys = disk.keys(Column.HISTORY);
        for (int i = 0; i < 40; i++) {
            byte[] key = keys.get(random.nextInt(keys.size()));
            if (i % 2 == 0) {
                disk.damage(Column.HISTORY, key, flip(random));
            } else {
                disk.makeUnreadable(Column.HISTORY, key);
            }
        }
        RepairReport report = repair();
        assertThat(report.found().clean()).isFalse();
        assertThat(report.sound()).as(report.toString()).isTrue();
        assertThat(repair().found().clean()).isTrue();
        assertWhole();
    }
}
