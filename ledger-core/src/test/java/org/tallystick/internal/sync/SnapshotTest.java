package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.Retention;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.chain.SnapshotStage;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.sync.SyncCodec.OfferMessage;
import org.tallystick.internal.sync.SyncCodec.PartMessage;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.proof.Checkpoint;
import org.tallystick.proof.LightClient;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.node.SequencerEngine;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.sim.SimClock;
import org.tallystick.testkit.sim.SimRuntime;
import org.tallystick.testkit.sim.SimScheduler;
import org.tallystick.testkit.sim.SimTrace;
import org.tallystick.testkit.store.InMemoryStorage;

/** A node that joins by snapshot, with peers that are honest, lie, hang, die, or forget. In simulated time. */
class SnapshotTest {
    private static final int PART = 2_000;
    private static final int ACCOUNTS = 400;
    private static final SoloLedger SOLO = new SoloLedger();
    private static final InMemoryStorage GROWN = new InMemoryStorage();
    private static InMemoryStorage olderDisk;

    private static FinalChain source;
    private static LedgerStore sourceStore;
    private static FinalChain older;

    private final SimScheduler scheduler = new SimScheduler();
    private final NodeRuntime runtime =
            new SimRuntime(0, scheduler, new SimClock(), 1, new SimTrace(), (node, thrown) -> {
                throw new AssertionError(thrown);
            });
    private final Map<NodeId, Peer> peers = new TreeMap<>();
    private final Set<NodeId> penalized = new TreeSet<>();
    private final InMemoryStorage storage = new InMemoryStorage();
    private final Genesis genesis = SOLO.genesis();
    private LedgerStore store = storage.open(GenesisCodec.chainId(genesis), 1);
    private FinalChain chain = FinalChain.open(store, genesis);
    private int answers;
    private boolean hopeless;
    private SnapshotJoiner joiner;
    private Port current;
    private long bytesAsked;
    private int certificatesChecked;

    /** How a peer answers. */
    private interface Manner {
        /** The answer, or null for none. */
        SyncCodec.Response answer(SyncCodec.Request request, SyncCodec.Response honest);
    }

    private static final class Peer {
        private final SnapshotServer server;
        private final Manner manner;

        Peer(SnapshotServer server, Manner manner) {
            this.server = server;
            this.manner = manner;
        }
    }

    /** A ledger with some hundreds of keys. */
    @BeforeAll
    static void grow() throws Exception {
        MockSigner alice = MockSigner.numbered(1);
        AccountId id = AccountCodec.idOf(alice.publicKey());
        Hash asset = TokenContract.assetId(id, "EUR");
        SOLO.storage(GROWN);
        try (Ledger ledger = SOLO.open()) {
            AccountClient account = ledger.account(alice);
            account.call(TokenContract.ID, TokenCalls.issue("EUR", id, 1_000_000))
                    .get(10, TimeUnit.SECONDS);
        }
        olderDisk = GROWN.copy();
        older = FinalChain.open(open(GROWN.copy()), SOLO.genesis());
        try (Ledger ledger = SOLO.open()) {
            AccountClient account = ledger.account(alice);
            List<java.util.concurrent.CompletableFuture<SubmitResult>> all = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                AccountId to = AccountCodec.idOf(MockSigner.numbered(100 + i).publicKey());
                all.add(account.call(TokenContract.ID, TokenCalls.transfer(asset, to, 1 + i)));
            }
            for (var one : all) {
                one.get(20, TimeUnit.SECONDS);
            }
        }
        sourceStore = open(GROWN);
        source = FinalChain.open(sourceStore, SOLO.genesis());
    }

    private void peer(int number, Manner manner) {
        peer(number, source, manner);
    }

    private void peer(int number, FinalChain serving, Manner manner) {
        NodeId id = new NodeId(MockSigner.numbered(50 + number).publicKey());
        peers.put(id, new Peer(new SnapshotServer(runtime, serving, Runnable::run, PART), manner));
    }

    private class Port implements SnapshotJoiner.Port {
        @Override
        public void send(NodeId to, byte[] request) {
            if (this != current) {
                return; // of a node that has been closed
            }
            Peer peer = peers.get(to);
            SyncCodec.Response answer;
            try {
                SyncCodec.Request read = SyncCodec.readRequest(request);
                answer = peer.manner.answer(read, honest(peer, read));
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
            if (answer == null) {
                return;
            }
            answers++;
            runtime.schedule(Duration.ofMillis(5), () -> {
                if (this != current) {
                    return;
                }
                if (answer instanceof OfferMessage offer) {
                    joiner.offered(to, offer);
                } else if (answer instanceof PartMessage part) {
                    part.records().forEach(record -> bytesAsked += record.length);
                    joiner.answered(to, part);
                }
            });
        }

        private SyncCodec.Response honest(Peer peer, SyncCodec.Request request) {
            return request instanceof SyncCodec.SnapshotMessage snapshot
                    ? peer.server.offer(snapshot.id(), snapshot.sinceEpoch())
                    : part(peer, (SyncCodec.StateMessage) request);
        }

        private PartMessage part(Peer peer, SyncCodec.StateMessage state) {
            return peer.server.part(state.id(), state.root(), state.place());
        }

        @Override
        public void penalize(NodeId peer, String reason) {
            penalized.add(peer);
        }

        @Override
        public Set<NodeId> ahead() {
            return peers.keySet();
        }

        @Override
        public NodeRuntime.Scheduled later(Duration delay, Runnable task) {
            return runtime.schedule(delay, () -> {
                if (this == current) {
                    task.run();
                }
            });
        }

        @Override
        public void complete(Snapshot snapshot, List<TriePlace> places) {
            chain.install(snapshot, places);
        }

        @Override
        public void hopeless() {
            hopeless = true;
        }
    }

    private FinalityVerifier countingFinality(Parameters parameters) {
        certificatesChecked++;
        return new SequencerEngine().finalityVerifier(parameters);
    }

    private void join(Duration time) {
        current = new Port();
        Checkpoint trusted = new Checkpoint(
                GenesisCodec.chainId(genesis),
                chain.head().height(),
                chain.head().hash(),
                new LedgerConfig(genesis.validators(), genesis.parameters()));
        joiner = new SnapshotJoiner(
                LightClient.at(trusted, this::countingFinality).with(new MockVerifier()),
                new SnapshotStage(store),
                current);
        joiner.start();
        scheduler.run(time.toNanos());
    }

    private void assertJoined() {
        assertThat(chain.head().hash()).isEqualTo(source.head().hash());
        assertThat(chain.head().tree().root()).isEqualTo(source.head().tree().root());
        assertThat(chain.head().history()).isEqualTo(source.head().history());
        assertThat(content(store)).isEqualTo(content(sourceStore));
        long height = source.head().height();
        assertThat(chain.reader().headersBelow(height, 256))
                .isEqualTo(source.reader().headersBelow(height, 256));
        assertNoPartsLeft();
    }

    private void assertNoPartsLeft() {
        store.scan(Column.SNAPSHOT, new byte[0], null, (key, value) -> {
            throw new AssertionError("parts are left");
        });
    }

    private static Map<Bytes, Bytes> content(StoreReader reader) {
        Map<Bytes, Bytes> content = new HashMap<>();
        reader.scan(Column.STATE, new byte[0], null, (key, value) -> {
            content.put(Bytes.wrap(key), Bytes.wrap(value));
            return true;
        });
        return content;
    }

    private static Manner honest() {
        return (request, honest) -> honest;
    }

    private static Manner hangsAfter(int count) {
        int[] left = {count};
        return (request, honest) -> left[0]-- > 0 ? honest : null;
    }

    private static Manner forgetsAfter(int count) {
        int[] left = {count};
        return (request, honest) ->
                left[0]-- > 0 || !(honest instanceof PartMessage part) ? honest : PartMessage.gone(part.id());
    }

    /** Leaves out one record of each part, or swaps two ends of an outline. */
    private static Manner lies() {
        return (request, honest) -> {
            if (!(honest instanceof PartMessage part) || part.gone()) {
                return honest;
            }
            if (part.outline().size() > 0) {
                byte[] outline = part.outline().toArray();
                outline[outline.length - 1] ^= 1;
                return new PartMessage(part.id(), List.of(), Bytes.wrap(outline), false);
            }
            List<byte[]> records = new ArrayList<>(part.records());
            records.remove(records.size() / 2);
            return new PartMessage(part.id(), records, Bytes.EMPTY, false);
        };
    }

    @Test
    void stateIsFetchedFromSeveralPeersInParts() {
        for (int i = 0; i < 3; i++) {
            peer(i, honest());
        }
        join(Duration.ofSeconds(20));
        assertJoined();
        assertThat(answers).isGreaterThan(20);
        assertThat(joiner.progress().share()).isEqualTo(1.0);
        assertThat(joiner.progress().height()).isEqualTo(source.head().height());
    }

    @Test
    void nodeThatHasAnOlderStateBeginsAnewAndTakesNoSnapshotThatIsOlderStill() {
        peer(0, honest());
        join(Duration.ofSeconds(20));
        assertJoined();
        long height = chain.head().height();
        peers.clear();
        peer(1, older, honest());
        join(Duration.ofSeconds(40));
        assertThat(chain.head().height()).isEqualTo(height);
        assertThat(hopeless).isTrue();
        assertThat(penalized).isEmpty();
    }

    @Test
    void liarsAreFoundOutAndHangingPeersDropped() {
        peer(0, honest());
        peer(1, lies());
        peer(2, hangsAfter(5));
        peer(3, hangsAfter(1));
        join(Duration.ofSeconds(30));
        assertJoined();
        assertThat(penalized).hasSize(1);
    }

    private static Manner offersAndHangs() {
        return (request, honest) -> honest instanceof OfferMessage ? honest : null;
    }

    @Test
    void peersThatOfferAndHangDoNotKeepANodeFromJoining() {
        peer(0, older, offersAndHangs());
        peer(1, older, offersAndHangs());
        peer(2, honest());
        join(Duration.ofSeconds(15));
        assertJoined();
    }

    @Test
    void onlyOneOfferIsReadForARequest() {
        List<OfferMessage> offered = new ArrayList<>();
        peer(0, (request, honest) -> {
            if (honest instanceof OfferMessage offer && offer.proof().size() > 0) {
                offered.add(offer);
            }
            return honest;
        });
        join(Duration.ofMillis(1_500));
        int checked = certificatesChecked;
        assertThat(checked).isPositive();
        for (int i = 0; i < 100; i++) {
            joiner.offered(peers.keySet().iterator().next(), offered.get(offered.size() - 1));
        }
        assertThat(certificatesChecked).isEqualTo(checked);
    }

    @Test
    void whenNobodyServesTheSnapshotAnyMoreAnotherIsLookedFor() {
        peer(0, forgetsAfter(9));
        join(Duration.ofSeconds(8));
        assertThat(chain.head().height()).isZero();
        peer(1, honest());
        scheduler.run(Duration.ofSeconds(40).toNanos());
        assertJoined();
    }

    @Test
    void nothingIsFetchedTwiceOverARestart() {
        peer(0, hangsAfter(30));
        join(Duration.ofSeconds(4));
        long first = bytesAsked;
        assertThat(first).isPositive();
        assertThat(chain.head().height()).isZero();
        store.close();
        store = storage.open(GenesisCodec.chainId(genesis), 1);
        chain = FinalChain.open(store, genesis);
        peers.clear();
        penalized.clear();
        bytesAsked = 0;
        peer(9, honest());
        join(Duration.ofSeconds(20));
        assertJoined();
        long whole = content(store).values().stream().mapToLong(Bytes::size).sum();
        assertThat(first + bytesAsked).isEqualTo(whole);
    }

    @Test
    void withoutOffersTheJoinerGivesUp() {
        peer(0, (request, honest) -> null);
        join(Duration.ofSeconds(30));
        assertThat(hopeless).isTrue();
        assertThat(chain.head().height()).isZero();
    }

    @Test
    void offerWithAHistoryThatIsNotTheBlocksIsALie() {
        peer(
                0,
                (request, honest) ->
                        honest instanceof OfferMessage offer && offer.proof().size() > 0
                                ? new OfferMessage(offer.id(), offer.proof(), Bytes.wrap(new byte[8]), offer.headers())
                                : honest);
        join(Duration.ofSeconds(5));
        assertThat(penalized).hasSize(1);
    }

    @Test
    void offerWithHeadersThatAreNotTheBlocksIsALie() {
        peer(
                0,
                (request, honest) -> honest instanceof OfferMessage offer
                                && offer.proof().size() > 0
                        ? new OfferMessage(
                                offer.id(),
                                offer.proof(),
                                offer.history(),
                                offer.headers().subList(1, offer.headers().size()))
                        : honest);
        join(Duration.ofSeconds(5));
        assertThat(penalized).hasSize(1);
    }

    @Test
    void crashAtAnyStepOfPuttingItInPlaceLeavesTheOldStateOrTheNew() {
        Retention few = Retention.ofBlocks(Retention.LEAST_BLOCKS);
        for (InMemoryStorage begin : List.of(new InMemoryStorage(), olderDisk)) {
            int notBegun = 0;
            int commits = 0;
            for (int failing = 1; commits == 0 || failing <= commits; failing++) {
                InMemoryStorage disk = begin.copy();
                store = open(disk);
                peers.clear();
                peer(0, honest());
                int stop = failing;
                int[] count = {Integer.MIN_VALUE}; // opening writes, too
                chain = FinalChain.open(new StoppingStore(store, () -> ++count[0] == stop), genesis, few);
                Hash before = chain.head().hash();
                Map<Bytes, Bytes> contentBefore = content(store);
                Captured captured = capture();
                count[0] = 0;
                try {
                    chain.install(captured.snapshot, captured.places);
                    commits = count[0];
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
                }
                store.close();
                store = open(disk);
                Hash after = FinalChain.open(store, genesis, few).head().hash();
                notBegun += after.equals(before) ? 1 : 0;
                assertThat(after).isIn(before, source.head().hash());
                assertThat(content(store)).isEqualTo(after.equals(before) ? contentBefore : content(sourceStore));
            }
            assertNoPartsLeft();
            assertThat(notBegun).isBetween(1, 3);
            assertThat(commits).isGreaterThan(10);
        }
    }

    private static LedgerStore open(InMemoryStorage disk) {
        return disk.open(GenesisCodec.chainId(SOLO.genesis()), NodeAssembly.SCHEMA_VERSION);
    }

    /** Fetches everything, and puts it nowhere. */
    private Captured capture() {
        List<Captured> captured = new ArrayList<>();
        current = new Port() {
            @Override
            public void complete(Snapshot snapshot, List<TriePlace> places) {
                captured.add(new Captured(snapshot, places));
            }
        };
        Checkpoint trusted = new Checkpoint(
                GenesisCodec.chainId(genesis),
                chain.head().height(),
                chain.head().hash(),
                new LedgerConfig(genesis.validators(), genesis.parameters()));
        joiner = new SnapshotJoiner(
                LightClient.at(trusted, new SequencerEngine()::finalityVerifier).with(new MockVerifier()),
                new SnapshotStage(store),
                current);
        joiner.start();
        scheduler.run(Duration.ofSeconds(20).toNanos());
        assertThat(captured).hasSize(1);
        return captured.get(0);
    }

    private record Captured(Snapshot snapshot, List<TriePlace> places) {}

    @Test
    void stateThatIsNotTheBlocksIsNeverPutInPlace() {
        peer(0, honest());
        Captured captured = capture();
        List<TriePlace> lacking = captured.places.subList(1, captured.places.size());
        assertThatThrownBy(() -> chain.install(captured.snapshot, lacking)).isInstanceOf(StorageException.class);
    }
}
