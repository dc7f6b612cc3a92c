package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.EvidenceCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.model.Bytes;
import org.tallystick.model.Evidence;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.PublicKey;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EvidenceVerifier;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.transport.Topic;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.node.SilentNetwork;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.sim.SimClock;
import org.tallystick.testkit.sim.SimRuntime;
import org.tallystick.testkit.sim.SimScheduler;
import org.tallystick.testkit.sim.SimTrace;
import org.tallystick.testkit.store.InMemoryStorage;

class EvidenceKeeperTest {
    private static final NodeId PEER = new NodeId(MockSigner.numbered(1).publicKey());
    private static final PublicKey GUILTY = MockSigner.numbered(2).publicKey();
    private static final EvidenceVerifier BELIEVES_WHAT_SAYS_SO =
            (evidence, validators, signatures) -> evidence.kind().equals("proven");

    private final Genesis genesis = new SoloLedger().genesis();
    private final InMemoryStorage storage = new InMemoryStorage();
    private final SimScheduler scheduler = new SimScheduler();
    private final Recorder network = new Recorder();
    private final LifeCycle lifeCycle = new LifeCycle("test");
    private LedgerStore store;
    private EvidenceKeeper keeper;

    @BeforeEach
    void open() {
        store = storage.open(GenesisCodec.chainId(genesis), 1);
        keeper = keeper();
    }

    private EvidenceKeeper keeper() {
        Outlet outlet = new Outlet();
        outlet.connect(network);
        return new EvidenceKeeper(
                genesis,
                FinalChain.open(store, genesis),
                store,
                BELIEVES_WHAT_SAYS_SO,
                new MockVerifier(),
                outlet,
                lifeCycle,
                new SimRuntime(0, scheduler, new SimClock(), 1, new SimTrace(), (node, thrown) -> {
                    throw new AssertionError(thrown);
                }));
    }

    private Evidence evidence(PublicKey guilty, String kind, int number) {
        return Evidence.of(
                GenesisCodec.chainId(genesis),
                genesis.engine(),
                0,
                guilty,
                kind,
                Bytes.utf8("one " + number),
                Bytes.utf8("other " + number));
    }

    private void offer(Evidence evidence) {
        keeper.offered(
                PEER, EvidenceCodec.id(evidence), EvidenceCodec.encode(evidence).toArray());
        scheduler.run(1_000_000_000);
    }

    @Test
    void aProofIsKeptPassedOnOnceAndThereAfterARestart() {
        Evidence proof = evidence(GUILTY, "proven", 1);
        offer(proof);
        offer(proof);
        assertThat(keeper.all()).containsExactly(proof);
        assertThat(network.published).containsExactly(EvidenceCodec.id(proof));
        assertThat(network.penalized).isEmpty();
        store.close();
        open();
        assertThat(keeper.all()).containsExactly(proof);
        assertThat(keeper.wants(EvidenceCodec.id(proof))).isFalse();
    }

    @Test
    void whatProvesNothingCountsAgainstWhoShowsIt() {
        offer(evidence(GUILTY, "claimed", 1));
        byte[] noise = {1, 2, 3};
        keeper.offered(PEER, Hash.ZERO, noise);
        Evidence proof = evidence(GUILTY, "proven", 1);
        keeper.offered(PEER, Hash.ZERO, EvidenceCodec.encode(proof).toArray());
        scheduler.run(1_000_000_000);
        assertThat(keeper.all()).isEmpty();
        assertThat(network.published).isEmpty();
        assertThat(network.penalized).hasSize(3);
    }

    @Test
    void proofsOfAnEpochThatHasNotBegunAreLeftAlone() {
        Evidence now = evidence(GUILTY, "proven", 1);
        Evidence later = new Evidence(now.chainId(), now.engine(), 7, GUILTY, "proven", now.first(), now.second());
        offer(later);
        assertThat(keeper.all()).isEmpty();
        assertThat(network.penalized).isEmpty();
    }

    @Test
    void aFloodOfGossipIsBoundedAndCostsNothingElse() {
        for (int i = 0; i < 1_000; i++) {
            Evidence proof = evidence(MockSigner.numbered(i).publicKey(), "proven", i);
            keeper.offered(
                    PEER, EvidenceCodec.id(proof), EvidenceCodec.encode(proof).toArray());
        }
        scheduler.run(1_000_000_000);
        assertThat(keeper.all()).hasSize(64);
        assertThat(network.penalized).isEmpty();
    }

    @Test
    void oneValidatorIsWorthAFewProofsOnly() {
        for (int i = 0; i < 10; i++) {
            offer(evidence(GUILTY, "proven", i));
        }
        assertThat(keeper.all()).hasSize(EvidenceKeeper.MAX_OF_ONE);
        assertThat(network.published).hasSize(EvidenceKeeper.MAX_OF_ONE);
    }

    @Test
    void whoFillsTheRoomWithProofsAgainstSomeDoesNotHideOthers() {
        int many = EvidenceKeeper.MAX / EvidenceKeeper.MAX_OF_ONE;
        for (int validator = 0; validator < many; validator++) {
            for (int i = 0; i < EvidenceKeeper.MAX_OF_ONE; i++) {
                offer(evidence(MockSigner.numbered(validator).publicKey(), "proven", i));
            }
        }
        assertThat(keeper.all()).hasSize(EvidenceKeeper.MAX);
        PublicKey hidden = MockSigner.numbered(many).publicKey();
        offer(evidence(hidden, "proven", 1));
        offer(evidence(hidden, "proven", 2));
        assertThat(keeper.all())
                .hasSize(EvidenceKeeper.MAX)
                .filteredOn(evidence -> evidence.validator().equals(hidden))
                .hasSize(1);
        assertThat(keeper.all().stream().map(Evidence::validator).distinct()).hasSize(many + 1);
        store.close();
        open();
        assertThat(keeper.all()).hasSize(EvidenceKeeper.MAX);
    }

    @Test
    void aPeerThatComesIsShownTheNewestOfThem() {
        for (int i = 0; i < 40; i++) {
            offer(evidence(MockSigner.numbered(i).publicKey(), "proven", i));
        }
        network.pushed.clear();
        keeper.greet(PEER);
        assertThat(network.pushed)
                .hasSize(16)
                .contains(EvidenceCodec.id(keeper.all().get(39)));
    }

    @Test
    void whatThisNodesEngineFoundOutIsKeptAndPassedOn() {
        keeper.accused(new Effect.Accuse(0, "proven", Bytes.utf8("one"), Bytes.utf8("other")), 0);
        scheduler.run(1_000_000_000);
        assertThat(keeper.all())
                .singleElement()
                .satisfies(evidence -> assertThat(evidence.validator())
                        .isEqualTo(genesis.validators().get(0).key()));
        assertThat(network.published).hasSize(1);
    }

    /** A network that does nothing but remember. */
    private static final class Recorder extends SilentNetwork {
        private final List<Hash> published = new ArrayList<>();
        private final List<Hash> pushed = new ArrayList<>();
        private final List<NodeId> penalized = new ArrayList<>();

        @Override
        public void publish(Topic topic, Hash id, byte[] payload) {
            published.add(id);
        }

        @Override
        public void push(List<NodeId> to, Topic topic, Hash id, byte[] payload) {
            pushed.add(id);
        }

        @Override
        public void penalize(NodeId peer, String reason) {
            penalized.add(peer);
        }
    }
}
