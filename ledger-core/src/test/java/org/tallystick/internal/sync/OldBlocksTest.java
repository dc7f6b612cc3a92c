package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.Retention;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.ChainWorkload;

/** Old blocks that a node takes over from a store that was set aside. */
@Timeout(60)
class OldBlocksTest extends RepairBench {
    /** What a node has that began with a snapshot of a block, and has set aside the store that it had. */
    private void beginAnewFrom(long snapshot) {
        node.close();
        Hash chainId = GenesisCodec.chainId(GENESIS);
        assertThat(disk.setAside(chainId)).isPresent();
        WriteBatch begin = new WriteBatch();
        for (Column column : Column.values()) {
            for (byte[] key : sound.keys(column)) {
                byte[] value = source.get(column, key);
                if (isKeptFrom(snapshot, column, key, value)) {
                    begin.put(column, key, value);
                }
            }
        }
        byte[] kept = java.nio.ByteBuffer.allocate(16).putLong(snapshot + 1).array();
        begin.put(Column.META, Bytes.utf8("kept").toArray(), kept);
        try (LedgerStore store = disk.open(chainId, NodeAssembly.SCHEMA_VERSION)) {
            store.commit(begin);
        }
    }

    private static boolean isKeptFrom(long snapshot, Column column, byte[] key, byte[] value) {
        return switch (column) {
            case HEADERS -> numberIn(key, 0) > snapshot - 5;
            case BODIES, RECEIPTS -> numberIn(key, 0) > snapshot;
            case CERTIFICATES -> numberIn(key, 0) >= snapshot;
            case BLOCK_HASHES -> numberIn(value, 0) > snapshot - 5;
            case TRANSACTIONS -> numberIn(value, 0) > snapshot;
            case HISTORY -> key[0] > 0 ? key[0] > 3 : numberIn(key, 1) >= snapshot;
            default -> true;
        };
    }

    private static long numberIn(byte[] bytes, int offset) {
        return java.nio.ByteBuffer.wrap(bytes).getLong(offset);
    }

    @Test
    void blocksBelowASnapshotComeFromTheStoreThatWasSetAsideAndFromPeersWhereThatIsDamaged() throws Exception {
        disk.makeUnreadable(Column.BODIES, key(30));
        disk.damage(Column.HEADERS, key(20), flip(new Random(13)));
        disk.damage(Column.RECEIPTS, key(19), value -> null);
        beginAnewFrom(40);
        openNode();
        peers.connect(FIRST, RepairBench::honestly);
        assertThat(node.block(40).get(10, TimeUnit.SECONDS)).isEmpty();
        await().until(() -> node.block(0).get(10, TimeUnit.SECONDS).isPresent());
        assertThat(repair().found().findings()).isEmpty();
        assertThat(peers.asked).hasSize(2); // those of 20 and 19 came together
        node.close();
        disk.damage(Column.META, Bytes.utf8("kept").toArray(), value -> {
            assertThat(value).isEqualTo(new byte[16]);
            return null; // the others never had it
        });
        assertWhole();
    }

    @Test
    void peerThatGivesOldBlocksIsAskedAsOftenAsThereIsNeed() throws Exception {
        for (long height = 38; height > 18; height -= 2) { // each wants a request of its own
            disk.makeUnreadable(Column.BODIES, key(height));
        }
        beginAnewFrom(40);
        openNode();
        peers.connect(FIRST, RepairBench::honestly);
        await().until(() -> node.block(0).get(10, TimeUnit.SECONDS).isPresent());
        assertThat(peers.asked).hasSize(10);
    }

    @Test
    void retentionByAgeTakesOldBlocksOverHoweverManyTheyAre() throws Exception {
        FinalChain chain = FinalChain.open(source, GENESIS);
        while (chain.head().height() < 400) {
            chain.extend(ChainWorkload.next(chain.head()), CERTIFICATE);
        }
        node.close();
        disk = sound.copy();
        openNode();
        beginAnewFrom(390);
        Retention age = Retention.ofAge(Duration.ofMillis(350)).withoutOldState(); // a block is made each millisecond
        node = NodeAssembly.open(new SoloLedger().storage(disk).transport(peers).config(), age);
        await().until(() -> node.block(50).get(10, TimeUnit.SECONDS).isPresent());
        await().during(Duration.ofMillis(200))
                .until(() -> node.block(48).get(10, TimeUnit.SECONDS).isEmpty());
        assertThat(peers.asked).isEmpty();
    }

    @Test
    void takingOldBlocksOverEndsWhereNobodyHasOneAndGoesOnAfterARestart() throws Exception {
        disk.makeUnreadable(Column.BODIES, key(20));
        beginAnewFrom(40);
        openNode();
        await().until(() -> node.block(21).get(10, TimeUnit.SECONDS).isPresent());
        assertThat(node.block(20).get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(repair().sound()).isTrue();
        node.close();
        try (LedgerStore store = disk.open(GenesisCodec.chainId(GENESIS), NodeAssembly.SCHEMA_VERSION)) {
            assertThat(store.get(Column.RECEIPTS, key(20))).as("no part of it").isNull();
        }
        assertThat(NodeAssembly.verify(disk, GENESIS, true).clean()).isTrue();
        openNode();
        peers.connect(FIRST, RepairBench::honestly);
        await().until(() -> node.block(0).get(10, TimeUnit.SECONDS).isPresent());
        assertThat(repair().found().findings()).isEmpty();
    }
}
