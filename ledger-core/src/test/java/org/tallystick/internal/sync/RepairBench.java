package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import org.tallystick.spi.transport.Transport;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SilentNetwork;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

/** A running node whose records can be damaged, and peers that the test plays. */
abstract class RepairBench {
    static final Genesis GENESIS = ChainWorkload.genesis();
    static final Bytes CERTIFICATE = Bytes.utf8("because I say so");
    static final NodeId FIRST = new NodeId(MockSigner.numbered(3).publicKey());
    static final NodeId SECOND = new NodeId(MockSigner.numbered(4).publicKey());
    static final int BLOCKS = 60;

    final InMemoryStorage sound = new InMemoryStorage();
    final Peers peers = new Peers();
    InMemoryStorage disk;
    LedgerStore source;
    Ledger node;

    /** Says what a peer answers; null for nothing. */
    interface Manner {
        List<StoredBlock> answer(SyncCodec.RequestMessage wanted, List<StoredBlock> honest);
    }

    final class Peers extends SilentNetwork implements Transport {
        final Map<NodeId, Manner> manners = new ConcurrentHashMap<>();
        final List<NodeId> asked = new CopyOnWriteArrayList<>();
        final List<byte[]> answers = new CopyOnWriteArrayList<>();
        NetworkListener listener;

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

        void answer(NodeId peer, byte[] request) {
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
        openNode();
    }

    void openNode() {
        node = new SoloLedger().storage(disk).transport(peers).open();
    }

    @AfterEach
    void close() {
        node.close();
        source.close();
    }

    static List<StoredBlock> honestly(SyncCodec.RequestMessage wanted, List<StoredBlock> honest) {
        return honest;
    }

    RepairReport repair() throws Exception {
        return node.repair().get(30, TimeUnit.SECONDS);
    }

    /** The node runs, and what it keeps is what its peers keep, record by record. */
    void assertWhole() {
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

    static UnaryOperator<byte[]> flip(Random random) {
        return value -> {
            value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            return value;
        };
    }

    static byte[] key(long height) {
        return java.nio.ByteBuffer.allocate(8).putLong(height).array();
    }
}
