package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.RepairReport;
import org.tallystick.api.StoreReport;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.ChainReader;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.PeerInfo;
import org.tallystick.spi.transport.Topic;
import org.tallystick.spi.transport.Transport;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

/** A running node with damaged records, and peers that the test plays. */
@Timeout(60)
class RepairTest {
    private static final Genesis GENESIS = ChainWorkload.genesis();
    private static final Bytes CERTIFICATE = Bytes.utf8("because I say so");
    private static final NodeId FIRST = new NodeId(MockSigner.numbered(3).publicKey());
    private static final NodeId SECOND = new NodeId(MockSigner.numbered(4).publicKey());
    private static final int BLOCKS = 60;

    private final InMemoryStorage sound = new InMemoryStorage();
    private final Peers peers = new Peers();
    private InMemoryStorage disk;
    private LedgerStore source;
    private Ledger node;

    /** Says what a peer answers; null for nothing. */
    private interface Manner {
        List<StoredBlock> answer(SyncCodec.RequestMessage wanted, List<StoredBlock> honest);
    }

    private final class Peers implements Transport, Network {
        private final Map<NodeId, Manner> manners = new ConcurrentHashMap<>();
        private final List<NodeId> asked = new CopyOnWriteArrayList<>();
        private final List<byte[]> answers = new CopyOnWriteArrayList<>();
        private NetworkListener listener;

        @Override
        public Network open(NetworkContext context, NetworkListener to) {
            listener = to;
            return this;
        }

        @Override
        public boolean send(NodeId to, MessageKind kind, byte[] payload) {
            if (kind == MessageKind.SYNC_REQUEST) {
                asked.add(to);
                CompletableFuture.runAsync(() -> answer(to, payload));
            } else if (kind == MessageKind.SYNC_RESPONSE) {
                answers.add(payload);
            }
            return true;
        }

        private void answer(NodeId peer, byte[] request) {
            try {
                SyncCodec.RequestMessage wanted = (SyncCodec.RequestMessage) SyncCodec.readRequest(request);
                List<StoredBlock> honest =
                        new ChainReader(source).withReceipts(wanted.from(), wanted.maxBlocks(), 4 << 20, 8 << 20);
                List<StoredBlock> answer = manners.get(peer).answer(wanted, honest);
                if (answer != null) {
                    listener.onMessage(peer, MessageKind.SYNC_RESPONSE, SyncCodec.blocksAnswer(wanted.id(), answer));
                }
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }

        void connect(NodeId peer, Manner manner) {
            manners.put(peer, manner);
            listener.onConnected(peer);
        }

        @Override
        public void publish(Topic topic, Hash id, byte[] payload) {
            // nobody listens
        }

        @Override
        public void push(List<NodeId> to, Topic topic, Hash id, byte[] payload) {
            // nobody listens
        }

        @Override
        public void penalize(NodeId peer, String reason) {
            // nothing of interest
        }

        @Override
        public Collection<PeerInfo> peers() {
            return List.of();
        }

        @Override
        public String listenAddress() {
            return "";
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @BeforeEach
    void open() {
        Hash chainId = GenesisCodec.chainId(GENESIS);
        source = sound.open(chainId, NodeAssembly.SCHEMA_VERSION);
        FinalChain chain = FinalChain.open(source, GENESIS);
        while (chain.head().height() < BLOCKS) {
            BlockState next = ChainWorkload.next(chain.head());
            chain.extend(chain.head().height() % 5 == 3 ? ChainWorkload.next(next) : next, CERTIFICATE);
        }
        disk = sound.copy();
        NodeConfig solo = new SoloLedger().storage(disk).config();
        node = NodeAssembly.open(new NodeConfig(
                solo.genesis(),
                solo.nodeKey(),
                solo.validatorKeys(),
                solo.storage(),
                peers,
                solo.engine(),
                solo.contracts(),
                solo.verifier(),
                solo.limits(),
                solo.syncLimits(),
                solo.runtime()));
    }

    @AfterEach
    void close() {
        node.close();
        source.close();
    }

    private static List<StoredBlock> honestly(SyncCodec.RequestMessage wanted, List<StoredBlock> honest) {
        return honest;
    }

    private RepairReport repair() throws Exception {
        return node.repair().get(30, TimeUnit.SECONDS);
    }

    /** The node runs, and what it keeps is what its peers keep, record by record. */
    private void assertWhole() {
        assertThat(node.health()).isNotInstanceOf(Health.Failed.class);
        node.close();
        StoreReport report = NodeAssembly.verify(disk, GENESIS, true);
        assertThat(report.clean()).as(report.toString()).isTrue();
        try (LedgerStore store = disk.open(GenesisCodec.chainId(GENESIS), NodeAssembly.SCHEMA_VERSION)) {
            for (Column column : Column.values()) {
                for (byte[] key : sound.keys(column)) {
                    assertThat(store.get(column, key)).as(column.name()).isEqualTo(source.get(column, key));
                }
            }
        }
    }

    private static UnaryOperator<byte[]> flip(Random random) {
        return value -> {
            value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            return value;
        };
    }

    private static byte[] key(long height) {
        return java.nio.ByteBuffer.allocate(8).putLong(height).array();
    }

    @Test
    void soundStoreHasNothingToRepairAndNobodyIsAsked() throws Exception {
        peers.connect(FIRST, RepairTest::honestly);
        RepairReport report = repair();
        assertThat(report.found().clean()).as(report.toString()).isTrue();
        assertThat(report.found().blocks()).isEqualTo(node.head().height() + 1);
        assertThat(report.found().keys()).isGreaterThan(100);
        assertThat(peers.asked).isEmpty();
    }

    @Test
    void recordsOfEachKindAreRepairedWhetherMissingChangedOrUnreadable() throws Exception {
        peers.connect(FIRST, RepairTest::honestly);
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
        peers.connect(FIRST, RepairTest::honestly);
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
        peers.connect(FIRST, RepairTest::honestly);
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
        peers.connect(SECOND, RepairTest::honestly);
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
        peers.connect(SECOND, RepairTest::honestly);
        assertThat(repair.get(30, TimeUnit.SECONDS).sound()).isTrue();
        assertThat(peers.asked.stream().filter(FIRST::equals)).hasSize(1);
        assertWhole();
    }

    @Test
    void blockThatIsAskedForIsRepairedBeforeItIsGiven() throws Exception {
        peers.connect(FIRST, RepairTest::honestly);
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
        peers.connect(FIRST, RepairTest::honestly);
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
        peers.connect(FIRST, RepairTest::honestly);
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
}
