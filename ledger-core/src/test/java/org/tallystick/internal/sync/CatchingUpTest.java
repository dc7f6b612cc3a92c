package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Ledger;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.Network;
import org.tallystick.spi.transport.NetworkContext;
import org.tallystick.spi.transport.NetworkListener;
import org.tallystick.spi.transport.Transport;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SilentNetwork;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.store.InMemoryStorage;

/** A whole node on threads of its own that fetches a chain in many small parts from peers that the test plays. */
@Timeout(60)
class CatchingUpTest {
    private static final NodeId LIAR = new NodeId(MockSigner.numbered(3).publicKey());
    private static final NodeId HONEST = new NodeId(MockSigner.numbered(4).publicKey());
    private static final Bytes CERTIFICATE = Bytes.utf8("because I say so");
    private static final int BLOCKS = 120;
    private static final int ACCOUNTS = 20;

    private final List<StoredBlock> chain = new ArrayList<>();
    private final InMemoryStorage storage = new InMemoryStorage();
    private final Peers peers = new Peers();
    private Ledger source;
    private Ledger follower;

    /** Peers that answer requests for blocks, each with its own version of the chain. */
    private final class Peers extends SilentNetwork implements Transport {
        private NetworkListener node;
        private int lies = -1;

        @Override
        public Network open(NetworkContext context, NetworkListener listener) {
            node = listener;
            return this;
        }

        @Override
        public boolean send(NodeId to, MessageKind kind, byte[] payload) {
            if (kind == MessageKind.SYNC_REQUEST) {
                CompletableFuture.runAsync(() -> answer(to, payload));
            }
            return true;
        }

        private void answer(NodeId peer, byte[] request) {
            try {
                SyncCodec.RequestMessage wanted = (SyncCodec.RequestMessage) SyncCodec.readRequest(request);
                int from = (int) wanted.from() - 1;
                List<StoredBlock> blocks =
                        new ArrayList<>(chain.subList(from, Math.min(chain.size(), from + wanted.maxBlocks())));
                if (peer.equals(LIAR) && lies >= from && lies < from + blocks.size()) {
                    blocks.set(lies - from, spoilt(blocks.get(lies - from)));
                }
                node.onMessage(peer, MessageKind.SYNC_RESPONSE, SyncCodec.blocksAnswer(wanted.id(), blocks));
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static StoredBlock spoilt(StoredBlock block) {
        try {
            List<SignedTransaction> transactions = new ArrayList<>();
            BlockCodec.decodeBody(block.body(), 100_000, 1 << 20)
                    .forEach(transaction -> transactions.add(transaction.transaction()));
            SignedTransaction first = transactions.get(0);
            Witness witness = new Witness(first.witnesses().get(0).key(), Bytes.wrap(new byte[64]));
            transactions.set(0, new SignedTransaction(first.body(), List.of(witness)));
            return new StoredBlock(
                    block.header(),
                    BlockCodec.encodeBody(
                            transactions.stream().map(TransactionCodec::encode).toList()),
                    block.certificate());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void makeChain() throws Exception {
        source = new SoloLedger().open();
        for (int i = 0; i < BLOCKS; i++) {
            MockSigner key = MockSigner.numbered(100 + i % ACCOUNTS);
            AccountId id = AccountCodec.idOf(key.publicKey());
            AccountId other = AccountCodec.idOf(
                    MockSigner.numbered(100 + (i * 7 + 1) % ACCOUNTS).publicKey());
            Bytes call = i < ACCOUNTS
                    ? TokenCalls.issue("EUR", id, 1_000)
                    : TokenCalls.transfer(TokenContract.assetId(id, "EUR"), other, 1 + i);
            Transaction body = new Transaction(
                    source.chainId(),
                    id,
                    0,
                    i / ACCOUNTS,
                    System.currentTimeMillis() + 60_000,
                    TokenContract.ID,
                    call,
                    100_000,
                    List.of());
            SubmitResult result =
                    source.submit(TransactionCodec.sign(body, List.of(key))).get(10, TimeUnit.SECONDS);
            assertThat(result.receiptOrThrow().succeeded()).isTrue();
        }
        for (long height = 1; height <= source.head().height(); height++) {
            FinalBlock block = source.block(height).get(10, TimeUnit.SECONDS).orElseThrow();
            chain.add(new StoredBlock(
                    HeaderCodec.encode(block.block().header()),
                    BlockCodec.encodeBody(block.block().transactions().stream()
                            .map(TransactionCodec::encode)
                            .toList()),
                    CERTIFICATE));
        }
    }

    @AfterEach
    void close() {
        source.close();
        if (follower != null) {
            follower.close();
        }
    }

    private void openFollower() {
        follower = new SoloLedger()
                .storage(storage)
                .transport(peers)
                .syncLimits(new SyncLimits(Long.MAX_VALUE, 1)) // each block a part of its own
                .open();
    }

    private void connect(NodeId peer) {
        peers.node.onConnected(peer);
        peers.node.onMessage(
                peer,
                MessageKind.STATUS,
                SyncCodec.status(chain.size(), source.head().hash()));
    }

    private void awaitEqualChains() {
        await().atMost(Duration.ofSeconds(30)).until(() -> follower.head().height() == chain.size());
        assertThat(follower.head().hash()).isEqualTo(source.head().hash());
        for (long height = 1; height <= chain.size(); height++) {
            assertThat(follower.block(height).join())
                    .isEqualTo(source.block(height).join());
        }
        follower.close();
        assertThat(NodeAssembly.verify(storage, new SoloLedger().genesis(), true)
                        .clean())
                .isTrue();
    }

    @Test
    void nodeThatExecutesWhileItWritesEndsWithTheChainOfItsPeers() {
        openFollower();
        connect(HONEST);
        awaitEqualChains();
    }

    @Test
    void blockWithABadSignatureIsRefusedHoweverManyBlocksAreUnderWayAndFetchedFromAnother() {
        openFollower();
        peers.lies = chain.size() / 2;
        connect(LIAR);
        await().atMost(Duration.ofSeconds(20)).until(() -> follower.head().height() == peers.lies);
        await().during(Duration.ofMillis(500))
                .until(() -> follower.head().height() == peers.lies
                        && !(follower.health() instanceof org.tallystick.api.Health.Failed));
        connect(HONEST);
        awaitEqualChains();
    }
}
