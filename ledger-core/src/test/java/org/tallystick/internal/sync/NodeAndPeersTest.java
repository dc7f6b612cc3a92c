package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Topic;
import org.tallystick.spi.transport.Transport;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SilentNetwork;
import org.tallystick.testkit.node.SoloLedger;

/** A whole node, with a peer that the test plays. */
@Timeout(30)
class NodeAndPeersTest {
    private static final NodeId PEER = new NodeId(MockSigner.numbered(3).publicKey());

    private final List<MessageKind> sent = new CopyOnWriteArrayList<>();
    private NetworkListener listener;
    private Ledger ledger;

    /** A peer is there before the transport is handed out, as happens with real ones. */
    private final class EarlyPeer extends SilentNetwork implements Transport {
        @Override
        public Network open(NetworkContext context, NetworkListener node) {
            listener = node;
            node.onConnected(PEER);
            return this;
        }

        @Override
        public boolean send(NodeId to, MessageKind kind, byte[] payload) {
            return sent.add(kind);
        }

        @Override
        public void publish(Topic topic, Hash id, byte[] payload) {
            assertThat(payload.length).isLessThanOrEqualTo(topic.maxBytes());
        }
    }

    @BeforeEach
    void open() {
        ledger = new SoloLedger().transport(new EarlyPeer()).open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void peerThatConnectsWhileTheNodeOpensIsToldWhereItStands() {
        assertThat(sent).containsExactly(MessageKind.STATUS);
    }

    @Test
    void certifiedBlockThatBreaksARuleHereFailsTheNode() throws Exception {
        BlockHeader genesis = ledger.block(0).get().orElseThrow().block().header();
        BlockHeader header = new BlockHeader(
                ledger.chainId(),
                1,
                ledger.head().hash(),
                genesis.timestamp() + 1,
                genesis.proposer(),
                0,
                genesis.transactionRoot(),
                genesis.receiptRoot(),
                genesis.stateRoot(),
                Hash.ZERO, // the history of another chain
                genesis.configHash(),
                genesis.nextConfigHash(),
                Bytes.EMPTY);
        StoredBlock block = new StoredBlock(
                HeaderCodec.encode(header), BlockCodec.encodeBody(List.of()), Bytes.utf8("because I say so"));
        listener.onGossip(PEER, Topic.BLOCKS, HeaderCodec.hash(header), SyncCodec.blocks(0, List.of(block)));
        await().until(() -> ledger.health() instanceof Health.Failed);
        assertThat(((Health.Failed) ledger.health()).failure()).isInstanceOf(Health.Failure.Diverged.class);
    }
}
