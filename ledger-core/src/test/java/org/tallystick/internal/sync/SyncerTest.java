package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.BlockCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.chain.SnapshotStage;
import org.tallystick.internal.chain.StoredBlock;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.node.SoloLedger;
import org.tallystick.testkit.sim.SimClock;
import org.tallystick.testkit.sim.SimRuntime;
import org.tallystick.testkit.sim.SimScheduler;
import org.tallystick.testkit.sim.SimTrace;
import org.tallystick.testkit.store.InMemoryStorage;

class SyncerTest {
    private static final NodeId FIRST = peer(1);
    private static final NodeId SECOND = peer(2);

    private static final Bytes PROOF = Bytes.utf8("proof");

    private record Asked(NodeId peer, SyncCodec.RequestMessage request) {}

    private final SimScheduler scheduler = new SimScheduler();
    private final List<Asked> asked = new ArrayList<>();
    private final List<NodeId> penalized = new ArrayList<>();
    private final List<List<ProposedBlock>> imported = new ArrayList<>();
    private final List<Consumer<BlockImporter.Result>> underWay = new ArrayList<>();
    private boolean importsAtOnce = true;
    private final KnownFinal known = new KnownFinal();
    private FinalChain chain;
    private Syncer syncer;

    private static NodeId peer(int number) {
        return new NodeId(MockSigner.numbered(number).publicKey());
    }

    @BeforeEach
    void open() {
        Genesis genesis = new SoloLedger().genesis();
        LedgerStore store = new InMemoryStorage().open(GenesisCodec.chainId(genesis), 1);
        chain = FinalChain.open(store, genesis);
        SimRuntime runtime = new SimRuntime(0, scheduler, new SimClock(), 1, new SimTrace(), (node, thrown) -> {
            throw new AssertionError(thrown);
        });
        syncer = new Syncer(
                runtime,
                chain,
                () -> new LedgerConfig(genesis.validators(), genesis.parameters()),
                parameters -> new Notary(),
                new MockVerifier(),
                new Importer(),
                new Recorder(),
                new SnapshotStage(store),
                known,
                new SyncLimits(Long.MAX_VALUE));
    }

    /** Believes what says that it is a proof. */
    private static final class Notary implements FinalityVerifier {
        @Override
        public boolean isFinal(
                Hash chainId,
                ValidatorSet validators,
                BlockHeader header,
                Hash hash,
                Bytes certificate,
                SignatureVerifier signatures) {
            return certificate.equals(PROOF);
        }
    }

    private final class Importer implements BlockImporter {
        @Override
        public void importFinal(List<ProposedBlock> blocks, Bytes certificate, Consumer<Result> done) {
            imported.add(blocks);
            if (importsAtOnce) {
                done.accept(new Result.Done());
            } else {
                underWay.add(done);
            }
        }

        @Override
        public void install(Snapshot snapshot, List<TriePlace> places, Consumer<Result> done) {
            throw new AssertionError("no snapshot was fetched");
        }
    }

    private final class Recorder implements Syncer.Sender {
        @Override
        public void request(NodeId to, byte[] payload) {
            try {
                asked.add(new Asked(to, (SyncCodec.RequestMessage) SyncCodec.readRequest(payload)));
            } catch (org.tallystick.codec.MalformedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void penalize(NodeId peer, String reason) {
            penalized.add(peer);
        }
    }

    private void run(Duration time) {
        scheduler.run(time.toNanos());
    }

    private void connect(NodeId peer, long height) {
        syncer.connected(peer);
        syncer.status(peer, SyncCodec.status(height, Hash.ZERO));
    }

    private StoredBlock blockAt(long height, boolean certified) {
        return blockAt(height, chain.head().hash(), certified);
    }

    private StoredBlock blockAt(long height, Hash parent, boolean certified) {
        return new StoredBlock(
                HeaderCodec.encode(header(height, parent, Bytes.EMPTY)),
                BlockCodec.encodeBody(List.of()),
                certified ? PROOF : Bytes.EMPTY);
    }

    private BlockHeader header(long height, Hash parent, Bytes engineFields) {
        BlockHeader head = chain.head().header();
        return new BlockHeader(
                head.chainId(),
                height,
                parent,
                head.timestamp() + 1,
                head.proposer(),
                0,
                head.transactionRoot(),
                head.receiptRoot(),
                head.stateRoot(),
                head.historyRoot(),
                head.configHash(),
                head.nextConfigHash(),
                engineFields);
    }

    /** Blocks from one height to another, linked, the last of them certified. */
    private StoredBlock[] chainOf(long from, long to) {
        List<StoredBlock> all = new ArrayList<>();
        Hash parent = chain.head().hash();
        for (long height = 1; height <= to; height++) {
            StoredBlock block = blockAt(height, parent, height == to);
            parent = HeaderCodec.hash(block.header());
            if (height >= from) {
                all.add(block);
            }
        }
        return all.toArray(StoredBlock[]::new);
    }

    private void answer(Asked to, StoredBlock... blocks) {
        syncer.response(to.peer(), SyncCodec.blocksAnswer(to.request().id(), List.of(blocks)));
    }

    private void answer(StoredBlock... blocks) {
        Asked last = asked.get(asked.size() - 1);
        syncer.response(last.peer(), SyncCodec.blocksAnswer(last.request().id(), List.of(blocks)));
    }

    @Test
    void peerThatWasSlowOnceIsAskedAgainThoughItSaysNothingNew() {
        connect(FIRST, 5);
        run(Duration.ofSeconds(20));
        assertThat(asked).hasSizeGreaterThan(2);
        assertThat(asked).hasSizeLessThan(10);
    }

    @Test
    void lessIsAskedForWhenAnswersAreLate() {
        connect(FIRST, 5_000);
        run(Duration.ofSeconds(20));
        assertThat(asked.get(1).request().maxBlocks())
                .isLessThan(asked.get(0).request().maxBlocks());
    }

    private void answerAllWithNothing() {
        for (int i = 0; i < asked.size() && i < 20; i++) {
            answer(asked.get(i));
            run(Duration.ofSeconds(1));
        }
    }

    @Test
    void blockThatNoPeerKeepsAnyMoreIsNamedAndNotAskedForAgain() {
        NodeId validator = new SoloLedger().genesis().validators().get(0).node();
        connect(validator, 5_000);
        connect(SECOND, 6_000);
        run(Duration.ofSeconds(1));
        answerAllWithNothing();
        assertThat(asked).hasSizeLessThan(8);
        assertThat(syncer.blocksRemoved()).isTrue();
        assertThat(syncer.target()).isEqualTo(5_000);
        int before = asked.size();
        syncer.status(SECOND, SyncCodec.status(6_001, Hash.ZERO));
        run(Duration.ofSeconds(60));
        assertThat(asked).hasSize(before);
        connect(peer(3), 5_000);
        run(Duration.ofSeconds(1));
        assertThat(asked).hasSizeGreaterThan(before);
        assertThat(asked.get(before).request().from()).isEqualTo(1);
        assertThat(syncer.blocksRemoved()).isFalse();
        assertThat(penalized).isEmpty();
    }

    @Test
    void peersThatAreNoValidatorsCannotPersuadeANodeThatItsBlocksAreGone() {
        connect(FIRST, 5_000);
        connect(SECOND, 5_000);
        run(Duration.ofSeconds(1));
        answerAllWithNothing();
        assertThat(syncer.blocksRemoved()).isFalse();
        assertThat(syncer.target()).isZero();
        assertThat(asked).hasSizeLessThan(8);
    }

    @Test
    void heightThatOnlyLiarsMayClaimIsNotSaidToBeCaughtUpTo() {
        connect(FIRST, 1L << 50);
        run(Duration.ofSeconds(1));
        assertThat(asked).as("it may be true").isNotEmpty();
        assertThat(syncer.target()).isZero();
        connect(new SoloLedger().genesis().validators().get(0).node(), 5_000);
        run(Duration.ofSeconds(1));
        assertThat(syncer.target()).isEqualTo(5_000);
    }

    @Test
    void aLiarAmongFourValidatorsIsNotBelieved() {
        List<Validator> members = new ArrayList<>();
        Claims claims = new Claims();
        for (int i = 0; i < 4; i++) {
            members.add(new Validator("v" + i, MockSigner.numbered(100 + i).publicKey(), peer(i)));
        }
        ValidatorSet validators = new ValidatorSet(0, members);
        claims.connected(peer(0));
        claims.stands(peer(0), 1L << 50);
        assertThat(claims.credible(validators)).isZero();
        claims.connected(peer(1));
        claims.stands(peer(1), 70);
        assertThat(claims.credible(validators)).isEqualTo(70);
        claims.connected(peer(2));
        claims.stands(peer(2), 80);
        assertThat(claims.credible(validators)).isEqualTo(80);
    }

    @Test
    void peerThatHasNotTheNextBlockYetIsNotTakenForOneThatHasRemovedIt() {
        connect(FIRST, 5);
        run(Duration.ofSeconds(1));
        answer();
        run(Duration.ofSeconds(1));
        assertThat(syncer.blocksRemoved()).isFalse();
        syncer.status(FIRST, SyncCodec.status(6, Hash.ZERO));
        run(Duration.ofSeconds(1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void peerThatClaimsMuchAndKeepsClaimingDoesNotKeepTheNodeFromOthers() {
        connect(FIRST, Long.MAX_VALUE);
        connect(SECOND, 5);
        for (int i = 0; i < 20; i++) {
            run(Duration.ofSeconds(1));
            syncer.status(FIRST, SyncCodec.status(Long.MAX_VALUE - i, Hash.ZERO));
        }
        assertThat(asked).extracting(Asked::peer).contains(SECOND);
    }

    @Test
    void genuineBlocksOtherThanThoseAskedForAreNotTakenForAnAnswer() {
        connect(FIRST, 5_000);
        run(Duration.ofSeconds(1));
        answer(blockAt(400, true));
        run(Duration.ofSeconds(1));
        assertThat(asked).hasSize(1);
        assertThat(penalized).containsExactly(FIRST);
        assertThat(imported).isEmpty();
    }

    @Test
    void peerThatHasNoCertificateWithinReachIsNotPunished() {
        connect(FIRST, 5_000);
        run(Duration.ofSeconds(1));
        answer(blockAt(1, false));
        run(Duration.ofSeconds(1));
        assertThat(penalized).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void blocksThatWereAskedForAreImported() {
        connect(FIRST, 1);
        run(Duration.ofSeconds(1));
        answer(blockAt(1, true));
        run(Duration.ofMillis(100));
        assertThat(imported).hasSize(1);
        assertThat(penalized).isEmpty();
    }

    @Test
    void severalPeersAreAskedForRangesThatDoNotOverlap() {
        for (int i = 1; i <= 6; i++) {
            connect(peer(i), 10_000);
        }
        run(Duration.ofSeconds(1));
        assertThat(asked).hasSize(RangePlan.MOST_REQUESTS);
        assertThat(asked).extracting(Asked::peer).doesNotHaveDuplicates();
        assertThat(asked).extracting(one -> one.request().from()).containsExactly(1L, 257L, 513L, 769L);
    }

    @Test
    void whatComesOutOfOrderWaitsForItsTurn() {
        connect(FIRST, 512);
        connect(SECOND, 512);
        run(Duration.ofSeconds(1));
        assertThat(asked).hasSize(2);
        answer(asked.get(1), chainOf(257, 512));
        run(Duration.ofMillis(100));
        assertThat(imported).isEmpty();
        answer(asked.get(0), chainOf(1, 256));
        run(Duration.ofMillis(100));
        assertThat(imported).extracting(part -> part.get(0).header().height()).containsExactly(1L, 257L);
    }

    @Test
    void peerThatHangsIsPassedOverWithinTenSecondsAndItsRangeAskedOfAnother() {
        connect(FIRST, 512);
        connect(SECOND, 512);
        run(Duration.ofSeconds(1));
        Asked first = asked.get(0);
        answer(asked.get(1), chainOf(asked.get(1).request().from(), 512));
        run(Duration.ofSeconds(9));
        assertThat(asked)
                .anyMatch(one -> !one.peer().equals(first.peer())
                        && one.request().from() == first.request().from());
    }

    @Test
    void falseCertificateIsFoundOutBeforeItsTurn() {
        connect(FIRST, 512);
        connect(SECOND, 512);
        run(Duration.ofSeconds(1));
        StoredBlock[] blocks = chainOf(257, 512);
        StoredBlock last = blocks[blocks.length - 1];
        blocks[blocks.length - 1] = new StoredBlock(last.header(), last.body(), Bytes.utf8("trust me"));
        answer(asked.get(1), blocks);
        run(Duration.ofMillis(100));
        assertThat(penalized).containsExactly(asked.get(1).peer());
    }

    @Test
    void aFalseRecoveryIsFoundOutBeforeItReachesTheLedgersThreadAndCountsAgainstItsSender() {
        connect(FIRST, 0);
        BlockHeader plain = header(1, chain.head().hash(), Bytes.utf8("recovery"));
        StoredBlock forged = new StoredBlock(
                HeaderCodec.encode(plain), BlockCodec.encodeBody(List.of()), Bytes.utf8("we govern, trust us"));
        syncer.gossip(FIRST, SyncCodec.blocks(0, List.of(forged)));
        run(Duration.ofMillis(100));
        assertThat(imported).isEmpty();
        assertThat(penalized).containsExactly(FIRST);
    }

    @Test
    void aHeightIsKnownToBeFinalAsSoonAsItsCertificateIsThoughTheBlocksBelowAreNot() {
        connect(FIRST, 0);
        assertThat(known.height()).isZero();
        StoredBlock[] blocks = chainOf(5, 9);
        syncer.gossip(FIRST, SyncCodec.blocks(0, List.of(blocks)));
        run(Duration.ofMillis(100));
        assertThat(chain.head().height()).isZero();
        assertThat(known.height()).isEqualTo(9);
    }

    @Test
    void noMoreIsHeldThanTheWindowAllows() {
        connect(FIRST, 1_000_000);
        connect(SECOND, 1_000_000);
        int seen = 0;
        for (int i = 0; i < 40; i++) {
            run(Duration.ofSeconds(1));
            for (; seen < asked.size(); seen++) {
                Asked one = asked.get(seen);
                long to = one.request().from() + one.request().maxBlocks() - 1;
                if (one.request().from() > 1) {
                    answer(one, chainOf(one.request().from(), to));
                }
            }
        }
        assertThat(asked).allMatch(one -> one.request().from() <= RangePlan.WINDOW);
        assertThat(imported).isEmpty();
    }

    /** Four ranges of one part each, of which the first two are handed over. */
    private void fetchFourRanges() {
        importsAtOnce = false;
        connect(FIRST, 1_024);
        connect(SECOND, 1_024);
        for (int i = 0; i < 4; i++) {
            run(Duration.ofSeconds(1));
            Asked one = asked.get(i);
            answer(one, chainOf(one.request().from(), one.request().from() + 255));
        }
        run(Duration.ofSeconds(1));
    }

    @Test
    void onePartIsHandedOverWhileTheOneBeforeItIsUnderWayAndNoThird() {
        fetchFourRanges();
        assertThat(imported).hasSize(2);
        assertThat(imported.get(1).get(0).header().height()).isEqualTo(257);
        assertThat(imported.get(1).get(0).header().parent())
                .isEqualTo(imported.get(0).get(255).hash());
    }

    @Test
    void whatIsBeingImportedIsNotFetchedAgain() {
        fetchFourRanges();
        assertThat(asked).extracting(one -> one.request().from()).containsExactly(1L, 257L, 513L, 769L);
    }

    @Test
    void afterAPartThatCameToNothingAllBehindItIsFetchedAgainOnceNothingIsUnderWay() {
        fetchFourRanges();
        int before = asked.size();
        underWay.get(0).accept(new BlockImporter.Result.Bad("it lacks something"));
        run(Duration.ofSeconds(1));
        assertThat(imported).as("before the second has ended").hasSize(2);
        underWay.get(1).accept(new BlockImporter.Result.Done());
        run(Duration.ofSeconds(1));
        assertThat(asked).hasSizeGreaterThan(before);
        assertThat(asked.get(before).request().from()).isEqualTo(1);
        Asked again = asked.get(before);
        answer(again, chainOf(1, again.request().maxBlocks()));
        run(Duration.ofSeconds(1));
        assertThat(imported.get(2).get(0).header().height()).isEqualTo(1);
    }
}
