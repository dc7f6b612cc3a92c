package org.tallystick.consensus.poa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.consensus.fork.ForkProbe;
import org.tallystick.consensus.fork.SealedBlock;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineStatus.Role;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.testkit.MockVerifier;

class PoaProtocolTest {
    private static final int SEAL = 100;
    private static final int SETTLE = 101;
    private static final int FOUR = 4;

    private final ValidatorSet validators = ForkProbe.validators(FOUR);
    private final PoaRules rules = new PoaRules(ForkProbe.CHAIN, validators);
    private final FinalityVerifier verifier = new PoaEngine().finalityVerifier(Parameters.DEFAULT);

    private static ForkProbe probe(int size, int self) {
        return new ForkProbe(new PoaEngine(), size, self, Parameters.DEFAULT).start();
    }

    private SealedBlock block(BlockHeader parent, int sealer, int transactions) {
        return block(rules, validators, parent, sealer, transactions);
    }

    private static SealedBlock block(
            PoaRules rules, ValidatorSet validators, BlockHeader parent, int sealer, int transactions) {
        Bytes fields = Turn.above(parent, validators).orElseThrow().encode();
        BlockHeader header = ForkProbe.child(parent, sealer, transactions, parent.timestamp() + 5, fields);
        return seal(rules, header, sealer);
    }

    private static SealedBlock seal(PoaRules rules, BlockHeader header, int sealer) {
        byte[] message = rules.sealMessage(header, HeaderCodec.hash(header));
        return ForkProbe.sealed(header, ForkProbe.signer(sealer).sign(message));
    }

    private boolean isFinal(SealedBlock block, Bytes certificate) {
        return verifier.isFinal(
                ForkProbe.CHAIN, validators, block.header(), block.hash(), certificate, new MockVerifier());
    }

    @Test
    void aBlockIsFinalOnceMoreThanHalfHaveSealedItOrBuiltOnIt() {
        ForkProbe probe = probe(FOUR, -1);
        SealedBlock one = block(ForkProbe.genesis(), 1, 1);
        SealedBlock two = block(one.header(), 2, 0);
        SealedBlock three = block(two.header(), 3, 0);
        probe.deliver(1, one);
        probe.deliver(2, two);
        assertThat(probe.emitted(Effect.Finalize.class)).isEmpty();
        probe.deliver(3, three);
        assertThat(probe.emitted(Effect.Finalize.class)).hasSize(1);
        Effect.Finalize done = probe.emitted(Effect.Finalize.class).get(0);
        assertThat(done.block()).isEqualTo(one.hash());
        assertThat(isFinal(one, done.certificate())).isTrue();
        assertThat(isFinal(two, done.certificate())).isFalse();
        assertThat(isFinal(block(ForkProbe.genesis(), 2, 1), done.certificate()))
                .isFalse();
        byte[] bytes = done.certificate().toArray();
        for (int i = 0; i < bytes.length; i += 7) {
            byte[] spoilt = bytes.clone();
            spoilt[i] ^= 1;
            assertThat(isFinal(one, Bytes.wrap(spoilt))).as("byte %d", i).isFalse();
            assertThat(isFinal(one, Bytes.wrap(Arrays.copyOf(bytes, i)))).isFalse();
        }
    }

    @Test
    void whoSealedOneOfTheLastBlocksMayNotSealAndIsProvenToHave() {
        ForkProbe probe = probe(FOUR, 0);
        SealedBlock one = block(ForkProbe.genesis(), 1, 1);
        SealedBlock two = block(one.header(), 2, 1);
        SealedBlock again = block(two.header(), 1, 1);
        assertThat(rules.violation(two.header(), again.header(), again.hash())).isPresent();
        probe.deliver(1, one, two, again);
        assertThat(probe.status().view()).isEqualTo(2);
        assertThat(probe.emitted(Effect.Accuse.class))
                .extracting(Effect.Accuse::validator, Effect.Accuse::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "seal-out-of-turn"));
    }

    @Test
    void twoSealsAtOneHeightAreAProofOnceHoweverOftenTheyCome() {
        ForkProbe probe = probe(FOUR, 0);
        SealedBlock one = block(ForkProbe.genesis(), 1, 1);
        SealedBlock other = block(ForkProbe.genesis(), 1, 2);
        probe.deliver(2, one);
        probe.deliver(3, other);
        probe.deliver(1, one, other);
        assertThat(probe.emitted(Effect.Accuse.class))
                .extracting(Effect.Accuse::validator, Effect.Accuse::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "two-seals"));
    }

    @Test
    void aSealByAnotherIsNothing() {
        ForkProbe probe = probe(FOUR, 0);
        BlockHeader header = block(ForkProbe.genesis(), 1, 1).header();
        probe.deliver(2, seal(rules, header, 2));
        assertThat(probe.status().view()).isZero();
        assertThat(probe.emitted(Effect.Check.class)).isEmpty();
    }

    @Test
    void anEmptyBlockIsAllowedOnlyWhileAnEarlierOneIsNotFinal() {
        SealedBlock first = block(ForkProbe.genesis(), 1, 0);
        assertThat(rules.violation(ForkProbe.genesis(), first.header(), first.hash()))
                .isPresent();
        BlockHeader at = block(ForkProbe.genesis(), 1, 1).header();
        for (int sealer : new int[] {2, 3}) {
            SealedBlock empty = block(at, sealer, 0);
            assertThat(rules.violation(at, empty.header(), empty.hash())).isEmpty();
            at = empty.header();
        }
        SealedBlock needless = block(at, 0, 0);
        assertThat(rules.violation(at, needless.header(), needless.hash())).isPresent();
        SealedBlock useful = block(at, 0, 1);
        assertThat(rules.violation(at, useful.header(), useful.hash())).isEmpty();
    }

    private ForkProbe ready(int self) {
        ForkProbe probe = probe(FOUR, self);
        assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING);
        for (int other = 0; other < FOUR; other++) {
            if (other != self) {
                probe.tellHead(other, HeaderCodec.hash(ForkProbe.genesis()), 0, 0);
            }
        }
        probe.fire(SETTLE);
        assertThat(probe.status().role()).isEqualTo(Role.VALIDATOR);
        return probe;
    }

    @Test
    void whoseTurnItIsSealsSoonTheOthersLater() {
        long[] delays = new long[FOUR];
        for (int self = 0; self < FOUR; self++) {
            ForkProbe probe = ready(self);
            probe.handle(new Event.Work(1));
            delays[self] = probe.timers.get(SEAL);
        }
        assertThat(delays).containsExactly(3_010, 10, 1_010, 2_010); // height 1 is authority 1's
    }

    @Test
    void aSealedBlockIsOnDiskBeforeItIsTold() {
        ForkProbe probe = ready(1);
        probe.handle(new Event.Work(1));
        probe.fire(SEAL);
        assertThat(probe.published()).hasSize(1);
        int persisted = -1;
        int told = -1;
        for (int i = 0; i < probe.effects.size(); i++) {
            persisted = probe.effects.get(i) instanceof Effect.Persist ? i : persisted;
            told = probe.effects.get(i) instanceof Effect.Broadcast ? i : told;
        }
        assertThat(persisted).isPositive().isLessThan(told);
    }

    @Test
    void whatCameWhileThereWasNothingToBuildIsSealed() {
        ForkProbe probe = ready(1);
        probe.handle(new Event.Work(1));
        probe.buildsTransactions = 0;
        probe.meanwhile = new Event.Work(1);
        probe.fire(SEAL);
        assertThat(probe.published()).isEmpty();
        probe.buildsTransactions = 1;
        probe.fire(SEAL);
        assertThat(probe.published()).hasSize(1);
    }

    /** What the authority seals when it is given work. */
    private static SealedBlock sealed(ForkProbe probe) {
        probe.handle(new Event.Work(1));
        probe.fire(SEAL);
        return probe.published().get(0);
    }

    @Test
    void theBodyOfASealedBlockIsFoundWhereItIsSaidToBe() {
        ForkProbe probe = ready(1);
        SealedBlock own = sealed(probe);
        assertThat(probe.emitted(Effect.Broadcast.class))
                .filteredOn(broadcast -> broadcast.block().isPresent())
                .singleElement()
                .satisfies(broadcast -> {
                    Effect.BlockPlace place = broadcast.block().orElseThrow();
                    assertThat(place.block()).isEqualTo(own.block().hash());
                    assertThat(broadcast.message().slice(place.from(), place.length()))
                            .isEqualTo(own.block().body());
                });
    }

    @Test
    void noAuthoritySealsTwiceAtAHeightNotEvenAfterARestart() {
        ForkProbe probe = ready(1);
        SealedBlock own = sealed(probe);
        probe.checks = check -> null; // the node is slow to find it good again
        probe.start();
        assertThat(probe.status().role()).isEqualTo(Role.VALIDATOR);
        probe.handle(new Event.Work(1));
        probe.fire(SETTLE);
        assertThat(probe.timers).doesNotContainKey(SEAL);
        probe.handle(new Event.PeerConnected(ForkProbe.node(2)));
        assertThat(probe.emitted(Effect.Send.class)).hasSize(2); // where it stands, and its block
        probe.handle(new Event.Checked(own.hash(), new CheckResult.Valid(ForkProbe.OUTLOOK)));
        assertThat(probe.status().view()).isEqualTo(1);
    }

    @Test
    void anAuthorityThatLostItsJournalDoesNotSealAtHeightsThatOthersKnow() {
        ForkProbe probe = probe(FOUR, 1);
        SealedBlock earlier = block(ForkProbe.genesis(), 1, 1);
        probe.deliver(2, earlier);
        probe.handle(new Event.Work(1));
        probe.fire(SETTLE);
        assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING); // nobody was heard of yet
        probe.tellHead(2, earlier.hash(), 1, 0);
        probe.tellHead(3, HeaderCodec.hash(ForkProbe.genesis()), 0, 0);
        assertThat(probe.status().role()).isEqualTo(Role.VALIDATOR);
        assertThat(probe.published()).isEmpty();
    }

    /** Any peer may have authorities pass on what it likes, in nobody's name. */
    @Test
    void whereNobodyKnowsWhoStandsIsNoAnswerForAnAuthorityThatLostItsJournal() {
        ForkProbe probe = probe(FOUR, 1);
        for (int relay = 0; relay < FOUR; relay++) {
            probe.relayHead(relay, HeaderCodec.hash(ForkProbe.genesis()), 0);
        }
        probe.fire(SETTLE);
        assertThat(probe.status().role()).isEqualTo(Role.CONFIRMING);
        assertThat(probe.emitted(Effect.Send.class))
                .as("nobody to answer, nobody to ask")
                .isEmpty();
    }

    @Test
    void aWrongBodyThatWasPassedOnDoesNotCountAgainstWhoPassedItOn() {
        ForkProbe probe = probe(FOUR, 0);
        SealedBlock one = block(ForkProbe.genesis(), 1, 1);
        probe.checks = check -> new CheckResult.Invalid("another body");
        probe.relay(2, one);
        assertThat(probe.emitted(Effect.Check.class)).hasSize(1);
        probe.relay(3, one);
        assertThat(probe.emitted(Effect.Check.class))
                .as("what is passed on is tried once")
                .hasSize(1);
        probe.checks = check -> new CheckResult.Valid(ForkProbe.OUTLOOK);
        probe.deliver(2, one);
        assertThat(probe.status().view()).isEqualTo(1);
    }

    @Test
    void theParentOfABlockThatWasPassedOnIsAskedOfNobody() {
        ForkProbe probe = probe(FOUR, 0);
        SealedBlock one = block(ForkProbe.genesis(), 1, 1);
        SealedBlock two = block(one.header(), 2, 1);
        probe.relay(3, two);
        assertThat(probe.timers).doesNotContainKey(2);
        probe.relay(3, one);
        assertThat(probe.status().view()).isEqualTo(2);
    }

    @Test
    void transactionsThatOnlyAnAuthorityOutOfTurnHoldsAreHandedOut() {
        ForkProbe probe = ready(1);
        probe.handle(new Event.Work(1));
        probe.fire(SEAL); // now it may not seal the next two
        assertThat(probe.timers).doesNotContainKey(SEAL);
        for (int i = 0; i < 4; i++) {
            assertThat(probe.emitted(Effect.SpreadPending.class)).isEmpty();
            probe.fire(1); // says again where it stands
        }
        assertThat(probe.emitted(Effect.SpreadPending.class)).hasSize(1);
    }

    @Test
    void missingParentsAreAskedForABoundedNumberOfTimes() {
        ForkProbe probe = probe(FOUR, 0);
        SealedBlock one = block(ForkProbe.genesis(), 1, 1);
        SealedBlock two = block(one.header(), 2, 1);
        SealedBlock three = block(two.header(), 3, 1);
        probe.deliver(3, three);
        for (int i = 0; i < 40 && probe.timers.containsKey(3 - 1); i++) {
            probe.fireFetch();
        }
        assertThat(probe.requests()).isBetween(1L, 10L);
        probe.deliver(2, two);
        probe.fireFetch();
        probe.deliver(1, one);
        assertThat(probe.emitted(Effect.Finalize.class)).hasSize(1);
    }

    @Test
    void namesOfBlocksThatDoNotExistCostABoundedNumberOfRequests() {
        ForkProbe probe = probe(FOUR, 0);
        for (int i = 0; i < 1_000; i++) {
            probe.tellHead(3, org.tallystick.crypto.Sha256.hash(Bytes.utf8("lie " + i)), 1 + i % 9, 0);
        }
        for (int i = 0; i < 40 && probe.timers.containsKey(2); i++) {
            probe.fireFetch();
        }
        assertThat(probe.requests()).isLessThanOrEqualTo(64);
    }

    /** The order in which blocks arrive decides nothing. */
    @Test
    void allNodesChooseTheSameChainFromTheSameBlocks() {
        int size = 9;
        ValidatorSet many = ForkProbe.validators(size);
        PoaRules their = new PoaRules(ForkProbe.CHAIN, many);
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<SealedBlock> blocks = new ArrayList<>();
            List<BlockHeader> parents = new ArrayList<>(List.of(ForkProbe.genesis()));
            for (int i = 0; i < 14; i++) {
                BlockHeader parent = parents.get(random.nextInt(parents.size()));
                Turn turn = Turn.above(parent, many).orElseThrow();
                int sealer = random.nextInt(size);
                if (turn.maySeal(sealer) && parent.height() < 4) {
                    SealedBlock made = block(their, many, parent, sealer, 1);
                    blocks.add(made);
                    parents.add(made.header());
                }
            }
            List<Hash> heads = new ArrayList<>();
            for (int order = 0; order < 3; order++) {
                Collections.shuffle(blocks, random);
                ForkProbe probe = probe(size, -1);
                List<Hash> checked = new ArrayList<>();
                blocks.forEach(made -> probe.deliver(1, made));
                probe.emitted(Effect.Check.class)
                        .forEach(check -> checked.add(check.block().hash()));
                heads.add(heaviest(their, blocks));
                assertThat(checked).as("seed %d", seed).contains(heads.get(0));
                assertThat(probe.status().view())
                        .isEqualTo(blocks.stream()
                                .mapToLong(SealedBlock::height)
                                .max()
                                .orElse(0));
            }
            assertThat(heads).containsOnly(heads.get(0));
        }
    }

    private static Hash heaviest(PoaRules rules, List<SealedBlock> blocks) {
        java.util.Map<Hash, java.math.BigInteger> totals = new java.util.TreeMap<>();
        List<SealedBlock> ascending = new ArrayList<>(blocks);
        ascending.sort(java.util.Comparator.comparingLong(SealedBlock::height));
        SealedBlock best = null;
        for (SealedBlock made : ascending) {
            java.math.BigInteger below = totals.getOrDefault(made.header().parent(), java.math.BigInteger.ZERO);
            totals.put(made.hash(), below.add(rules.weight(made.header())));
            int order = best == null ? 1 : totals.get(made.hash()).compareTo(totals.get(best.hash()));
            if (order > 0 || (order == 0 && made.hash().compareTo(best.hash()) < 0)) {
                best = made;
            }
        }
        return best == null ? Hash.ZERO : best.hash();
    }
}
