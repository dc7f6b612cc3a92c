package org.tallystick.consensus.pow;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.consensus.fork.ForkProbe;
import org.tallystick.consensus.fork.SealedBlock;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.testkit.MockVerifier;

class PowProtocolTest {
    private static final int DEPTH = 3;
    private static final int INTERVAL = 1_000;
    private static final PowSettings SETTINGS = PowSettings.of(DEPTH, INTERVAL, 20_000, 2_000);
    private static final Parameters PARAMETERS = Parameters.DEFAULT.withEngineSettings(SETTINGS.encode());

    private final ValidatorSet validators = ForkProbe.validators(4);
    private final PowRules rules = new PowRules(ForkProbe.CHAIN, validators, SETTINGS);
    private final FinalityVerifier verifier = new PowEngine().finalityVerifier(PARAMETERS);

    private static ForkProbe probe(int self) {
        return new ForkProbe(new PowEngine(new PowMining(512, 5)), 4, self, PARAMETERS).start();
    }

    private SealedBlock mine(BlockHeader parent, int miner, int transactions, long time) {
        return mine(parent, miner, transactions, time, rules.above(parent).orElseThrow());
    }

    private static SealedBlock mine(BlockHeader parent, int miner, int transactions, long time, Work work) {
        BlockHeader header = ForkProbe.child(parent, miner, transactions, time, work.encode());
        Bytes nonce = new Piece(header, Target.decode(work.target()), 0, 1_000_000).get();
        long found = nonce.toBuffer().getLong();
        return ForkProbe.sealed(
                ForkProbe.child(
                        parent, miner, transactions, time, work.with(found).encode()),
                Bytes.EMPTY);
    }

    private List<SealedBlock> chain(BlockHeader from, int miner, int length, long step) {
        List<SealedBlock> blocks = new ArrayList<>();
        BlockHeader at = from;
        for (int i = 0; i < length; i++) {
            blocks.add(mine(at, miner, 1, at.timestamp() + step));
            at = blocks.get(i).header();
        }
        return blocks;
    }

    private static SealedBlock[] array(List<SealedBlock> blocks) {
        return blocks.toArray(SealedBlock[]::new);
    }

    private boolean isFinal(SealedBlock block, Bytes certificate) {
        return verifier.isFinal(
                ForkProbe.CHAIN, validators, block.header(), block.hash(), certificate, new MockVerifier());
    }

    @Test
    void aBlockIsFinalUnderSoManyOthers() {
        ForkProbe probe = probe(-1);
        List<SealedBlock> blocks = chain(ForkProbe.genesis(), 0, DEPTH + 1, INTERVAL);
        probe.deliver(0, array(blocks.subList(0, DEPTH)));
        assertThat(probe.emitted(Effect.Finalize.class)).isEmpty();
        probe.deliver(0, blocks.get(DEPTH));
        Effect.Finalize done = probe.emitted(Effect.Finalize.class).get(0);
        assertThat(done.block()).isEqualTo(blocks.get(0).hash());
        assertThat(isFinal(blocks.get(0), done.certificate())).isTrue();
        assertThat(isFinal(blocks.get(1), done.certificate())).isFalse();
        byte[] bytes = done.certificate().toArray();
        for (int i = 0; i < bytes.length; i += 11) {
            byte[] spoilt = bytes.clone();
            spoilt[i] ^= 1;
            assertThat(isFinal(blocks.get(0), Bytes.wrap(spoilt)))
                    .as("byte %d", i)
                    .isFalse();
            assertThat(isFinal(blocks.get(0), Bytes.wrap(Arrays.copyOf(bytes, i))))
                    .isFalse();
        }
    }

    @Test
    void aBlockStatesTheTargetThatIsDueAndMeetsIt() {
        BlockHeader parent = chain(ForkProbe.genesis(), 0, 3, 10).get(2).header();
        SealedBlock good = mine(parent, 1, 1, parent.timestamp() + 10);
        assertThat(rules.violation(parent, good.header(), good.hash())).isEmpty();
        Work due = rules.above(parent).orElseThrow();
        Work easy = new Work(due.epoch(), due.quiet(), due.clock(), due.parentTime(), 0x207fffff, 0);
        SealedBlock cheap = mine(parent, 1, 1, parent.timestamp() + 10, easy);
        assertThat(rules.violation(parent, cheap.header(), cheap.hash())).isPresent();
        for (long nonce = 0; nonce < 50; nonce++) {
            BlockHeader header = ForkProbe.child(
                    parent, 1, 1, parent.timestamp() + 10, due.with(nonce).encode());
            boolean met = Target.isMet(PowRules.proof(HeaderCodec.encode(header)), Target.decode(due.target()));
            assertThat(rules.violation(parent, header, HeaderCodec.hash(header)).isEmpty())
                    .isEqualTo(met);
            assertThat(rules.isPlausible(header, HeaderCodec.hash(header), Bytes.EMPTY))
                    .isEqualTo(met);
        }
    }

    /** Private mining: a chain kept back replaces a lighter one, whatever its length, but nothing that is final. */
    @Test
    void aHeavierHiddenChainReplacesWhatIsNotFinalAndNothingElse() {
        ForkProbe probe = probe(-1);
        List<SealedBlock> open = chain(ForkProbe.genesis(), 0, DEPTH, INTERVAL);
        List<SealedBlock> hidden = chain(ForkProbe.genesis(), 1, DEPTH + 1, INTERVAL);
        probe.deliver(0, array(open));
        assertThat(probe.finalHeight()).isZero();
        probe.deliver(1, array(hidden));
        assertThat(probe.finalHeight()).isEqualTo(1);
        assertThat(probe.emitted(Effect.Finalize.class).get(0).block())
                .isEqualTo(hidden.get(0).hash());
        probe.effects.clear();
        probe.deliver(2, array(chain(ForkProbe.genesis(), 2, 3 * DEPTH, INTERVAL)));
        assertThat(probe.emitted(Effect.Finalize.class)).isEmpty();
        assertThat(probe.emitted(Effect.Check.class)).isEmpty();
        assertThat(probe.status().view()).isEqualTo(DEPTH + 1L);
    }

    /**
     * What a node that joins must be spared by those who run it, see consensus-pow.md: somebody who alone reaches it makes
     * the chain that it shows easier and easier to make.
     */
    @Test
    void aChainMadeAloneCostsAFewBlocksWorkHoweverLongItIs() {
        int blocks = 200;
        BigInteger each =
                rules.weight(chain(ForkProbe.genesis(), 0, 1, INTERVAL).get(0).header());
        assertThat(workOf(blocks, INTERVAL)).isGreaterThan(each.multiply(BigInteger.valueOf(blocks - 10L)));
        assertThat(workOf(blocks, (long) PowRules.MOST_INTERVALS * INTERVAL))
                .isLessThan(each.multiply(BigInteger.valueOf(6)));
    }

    private BigInteger workOf(int blocks, long step) {
        BlockHeader at = ForkProbe.genesis();
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < blocks; i++) {
            Work due = rules.above(at).orElseThrow();
            at = ForkProbe.child(at, 0, 1, at.timestamp() + step, due.encode()); // the sum takes the proof as given
            sum = sum.add(rules.weight(at));
        }
        return sum;
    }

    /** The same, from the side of who joins: what it holds final it keeps, so it had better not begin with that. */
    @Test
    void aNewcomerKeepsTheChainItWasShownFirstThoughAHeavierOneFollows() {
        ForkProbe newcomer = probe(-1);
        List<SealedBlock> shown = chain(ForkProbe.genesis(), 1, DEPTH + 1, (long) PowRules.MOST_INTERVALS * INTERVAL);
        newcomer.deliver(1, array(shown));
        assertThat(newcomer.finalHeight()).isEqualTo(1);
        newcomer.effects.clear();
        List<SealedBlock> heavier = chain(ForkProbe.genesis(), 0, 3 * DEPTH, INTERVAL);
        newcomer.deliver(0, array(heavier));
        assertThat(newcomer.emitted(Effect.Check.class)).isEmpty();
        assertThat(newcomer.emitted(Effect.Finalize.class)).isEmpty();
    }

    /**
     * Time-warp: however a miner chooses its timestamps, the chain's clock never shows more than has passed according to
     * the last of them, and that may be five seconds ahead at most. So no choice makes a block easier than honesty would
     * five seconds later. A median of earlier timestamps is no bound here, as each is above the one before anyway.
     */
    @Test
    void noChoiceOfTimestampsMakesTheClockRunAhead() {
        SplittableRandom chance = new SplittableRandom(7);
        for (int run = 0; run < 200; run++) {
            BlockHeader at = ForkProbe.genesis();
            for (int i = 0; i < 60; i++) {
                Work work = rules.above(at).orElseThrow();
                assertThat(work.clock()).isLessThanOrEqualTo(at.timestamp() - ForkProbe.BEGIN);
                long step = chance.nextInt(3) == 0 ? 1 : 1 + chance.nextLong(40L * INTERVAL);
                // the rule looks at no proof below, so none is made here
                at = ForkProbe.child(at, 0, chance.nextInt(2), at.timestamp() + step, work.encode());
            }
        }
    }

    @Test
    void silenceDoesNotMakeMiningEasy() {
        BlockHeader busy = chain(ForkProbe.genesis(), 0, 1, INTERVAL).get(0).header();
        BlockHeader at = busy;
        for (int i = 0; i < DEPTH; i++) {
            at = mine(at, 0, 0, at.timestamp() + INTERVAL).header();
        }
        long before = rules.above(at).orElseThrow().clock();
        SealedBlock late = mine(at, 0, 1, at.timestamp() + 86_400_000);
        assertThat(rules.above(late.header()).orElseThrow().clock()).isEqualTo(before + INTERVAL);
        SealedBlock needless = mine(at, 0, 0, at.timestamp() + 10);
        assertThat(rules.violation(at, needless.header(), needless.hash())).isPresent();
    }

    @Test
    void whatCameWhileThereWasNothingToBuildIsMined() {
        ForkProbe probe = probe(1);
        probe.buildsTransactions = 0;
        probe.meanwhile = new Event.Work(1);
        probe.handle(new Event.Work(1));
        assertThat(probe.emitted(Effect.Build.class)).hasSize(2);
        assertThat(probe.timers).as("no third time without cause").doesNotContainKey(100);
    }

    @Test
    void aMinerMinesInBoundedPiecesWithPausesAndOnlyWhileThereIsWork() {
        ForkProbe probe = probe(1);
        assertThat(probe.timers).isEmpty();
        probe.handle(new Event.Work(1));
        for (int i = 0; i < 200 && probe.published().isEmpty(); i++) {
            probe.fire(100);
        }
        assertThat(probe.published()).isNotEmpty();
        SealedBlock first = probe.published().get(0);
        assertThat(rules.violation(ForkProbe.genesis(), first.header(), first.hash()))
                .isEmpty();
        probe.buildsTransactions = 0;
        probe.handle(new Event.Work(0));
        for (int i = 0; i < 5_000 && probe.timers.containsKey(100); i++) {
            probe.fire(100);
        }
        assertThat(probe.finalHeight()).isPositive();
        assertThat(probe.timers).doesNotContainKey(100); // all is final, so it rests
        long templates = probe.emitted(Effect.Build.class).size();
        assertThat(probe.emitted(Effect.Abandon.class)).hasSizeGreaterThanOrEqualTo((int) templates - 1);
    }
}
