package org.tallystick.consensus.fork;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.consensus.fork.ForkTree.Offer;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.Effect;

class ForkTreeTest {
    private static final int DEPTH = 3;
    private static final NodeId PEER = ForkProbe.node(1);
    private static final NodeId OTHER = ForkProbe.node(2);

    /** Every block follows every other and weighs one. */
    private static final ForkRules RULES = new ForkRules() {
        @Override
        public Optional<String> violation(BlockHeader parent, BlockHeader header, Hash hash) {
            return Optional.empty();
        }

        @Override
        public boolean isPlausible(BlockHeader header, Hash hash, Bytes seal) {
            return true;
        }

        @Override
        public Optional<SignatureCheck> sealCheck(BlockHeader header, Hash hash, Bytes seal) {
            return Optional.empty();
        }

        @Override
        public BigInteger weight(BlockHeader header) {
            return BigInteger.ONE;
        }

        @Override
        public boolean lowestHashWins() {
            return false;
        }

        @Override
        public int depth() {
            return DEPTH;
        }

        @Override
        public boolean mayBeEmpty(BlockHeader parent) {
            return true;
        }
    };

    private final List<Effect> effects = new ArrayList<>();
    private final BlockHeader genesis = ForkProbe.genesis();
    private ForkTree tree;

    @BeforeEach
    void aTreeOnGenesis() {
        ForkOutbox out = new ForkOutbox(new ForkCodec(ForkProbe.CHAIN, 0), true);
        out.open(effects::add);
        tree = new ForkTree(RULES, out);
        tree.setRoot(genesis, HeaderCodec.hash(genesis));
    }

    private static SealedBlock on(BlockHeader parent, int variant) {
        return ForkProbe.sealed(ForkProbe.child(parent, 0, variant, parent.timestamp() + 1, Bytes.EMPTY), Bytes.EMPTY);
    }

    private static List<SealedBlock> chain(BlockHeader from, int length, int variant) {
        List<SealedBlock> blocks = new ArrayList<>();
        BlockHeader at = from;
        for (int i = 0; i < length; i++) {
            blocks.add(on(at, variant));
            at = blocks.get(i).header();
        }
        return blocks;
    }

    private Set<Hash> asked() {
        tree.advance();
        Set<Hash> hashes = new TreeSet<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Check check) {
                hashes.add(check.block().hash());
            }
        }
        return hashes;
    }

    private void allValid(List<SealedBlock> blocks) {
        for (SealedBlock block : blocks) {
            assertThat(tree.offer(block, PEER)).isEqualTo(Offer.ADDED);
            assertThat(asked()).contains(block.hash());
            tree.checked(block.hash(), new CheckResult.Valid(ForkProbe.OUTLOOK));
        }
    }

    @Test
    void onlyWhatWouldBeTheHeaviestIsExecuted() {
        allValid(chain(genesis, 2, 1));
        List<SealedBlock> light = chain(genesis, 2, 2);
        light.forEach(block -> tree.offer(block, PEER));
        assertThat(asked()).doesNotContain(light.get(0).hash(), light.get(1).hash());
        SealedBlock third = on(light.get(1).header(), 2);
        tree.offer(third, PEER);
        assertThat(asked()).contains(light.get(0).hash()).doesNotContain(third.hash());
        light.forEach(block -> {
            asked();
            tree.checked(block.hash(), new CheckResult.Valid(ForkProbe.OUTLOOK));
        });
        assertThat(asked()).contains(third.hash());
        tree.checked(third.hash(), new CheckResult.Valid(ForkProbe.OUTLOOK));
        assertThat(tree.headHash()).isEqualTo(third.hash());
    }

    @Test
    void aWrongBodyCountsAgainstItsDelivererOnly() {
        SealedBlock block = on(genesis, 1);
        tree.offer(block, PEER);
        asked();
        tree.checked(block.hash(), new CheckResult.Invalid("another body"));
        assertThat(tree.knows(block.hash())).isFalse();
        assertThat(tree.wasRefused(block.hash(), PEER)).isTrue();
        assertThat(tree.wasRefused(block.hash(), OTHER)).isFalse();
        assertThat(tree.offer(block, OTHER)).isEqualTo(Offer.ADDED);
    }

    @Test
    void anInvalidBlockTakesItsDescendantsWithIt() {
        List<SealedBlock> blocks = chain(genesis, 4, 1);
        blocks.forEach(block -> tree.offer(block, PEER));
        asked();
        tree.checked(blocks.get(0).hash(), new CheckResult.Invalid("no"));
        assertThat(tree.size()).isZero();
        assertThat(tree.headHash()).isEqualTo(tree.rootHash());
    }

    @Test
    void nothingBelowOrBesideTheLastFinalBlockIsTaken() {
        List<SealedBlock> blocks = chain(genesis, DEPTH + 1, 1);
        allValid(blocks);
        List<SealedBlock> path = tree.finalPath();
        assertThat(path).hasSize(DEPTH + 1);
        SealedBlock done = path.get(0);
        tree.setRoot(done.header(), done.hash());
        assertThat(tree.headHash()).isEqualTo(blocks.get(DEPTH).hash());
        assertThat(tree.offer(on(genesis, 7), PEER)).isEqualTo(Offer.OLD);
        SealedBlock beside = on(on(genesis, 7).header(), 7);
        assertThat(tree.offer(beside, PEER)).isEqualTo(Offer.ORPHAN);
        SealedBlock far = on(
                chain(genesis, DEPTH + ForkLimits.MAX_ABOVE + 1, 1)
                        .get(DEPTH + ForkLimits.MAX_ABOVE)
                        .header(),
                1);
        assertThat(tree.offer(far, PEER)).isEqualTo(Offer.OLD);
    }

    @Test
    void theTreeIsBoundedAndKeepsTheHeaviestChain() {
        List<SealedBlock> best = chain(genesis, DEPTH, 0);
        allValid(best);
        Random random = new Random(1);
        List<BlockHeader> parents = new ArrayList<>(List.of(genesis));
        for (int i = 1; i <= 3 * ForkLimits.MAX_BLOCKS; i++) {
            BlockHeader parent = parents.get(random.nextInt(parents.size()));
            if (parent.height() < DEPTH) {
                SealedBlock block = on(parent, 10 + i);
                tree.offer(block, PEER);
                asked();
                if (random.nextInt(10) == 0) {
                    parents.add(block.header());
                }
            }
            assertThat(tree.size()).isLessThanOrEqualTo(ForkLimits.MAX_BLOCKS);
        }
        assertThat(tree.headHash()).isEqualTo(best.get(DEPTH - 1).hash());
        best.forEach(block -> assertThat(tree.knows(block.hash())).isTrue());
    }

    @Test
    void statesOfValidBlocksThatMakeRoomAreGivenUp() {
        List<SealedBlock> first = chain(genesis, 1, 1);
        allValid(first);
        List<SealedBlock> second = chain(genesis, 2, 2);
        second.forEach(block -> tree.offer(block, PEER));
        for (SealedBlock block : second) {
            assertThat(asked()).contains(block.hash());
            tree.checked(block.hash(), new CheckResult.Valid(ForkProbe.OUTLOOK));
        }
        assertThat(tree.headHash()).isEqualTo(second.get(1).hash()); // the first is a valid tip beside it now
        for (int i = 0; i < 2 * ForkLimits.MAX_BLOCKS; i++) {
            tree.offer(on(genesis, 100 + i), PEER);
        }
        assertThat(tree.knows(first.get(0).hash())).isFalse();
        assertThat(effects).contains(new Effect.Abandon(first.get(0).hash()));
    }

    @Test
    void orphansAreBoundedInAllAndForEachDeliverer() {
        Orphans orphans = new Orphans();
        for (int peer = 0; peer < 10; peer++) {
            for (int i = 0; i < 100; i++) {
                orphans.add(on(on(genesis, 1_000 * peer + i).header(), 1), ForkProbe.node(peer));
            }
            assertThat(orphans.size())
                    .isLessThanOrEqualTo(Math.min(ForkLimits.MAX_ORPHANS, (peer + 1) * ForkLimits.MAX_ORPHANS_OF_PEER));
        }
        orphans.prune(2);
        assertThat(orphans.size()).isZero();
    }
}
