package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

class MerkleTest {
    private static final int MOST = 140;

    private final List<Bytes> leaves = leaves(MOST);
    private final List<Hash> hashes = leaves.stream().map(MerkleTree::leafHash).toList();

    @Test
    void rootIsThatOfTheDefinition() {
        assertThat(MerkleTree.root(List.of()).toHex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int size = 0; size <= MOST; size++) {
            Hash expected = definition(leaves.subList(0, size));
            assertThat(MerkleTree.root(hashes.subList(0, size))).isEqualTo(expected);
            assertThat(MerkleTree.rootOfLeaves(leaves.subList(0, size))).isEqualTo(expected);
        }
    }

    @Test
    void neitherALastLeafTwiceNorANodeAsLeafGivesTheSameRoot() {
        List<Hash> three = hashes.subList(0, 3);
        List<Hash> lastTwice = List.of(three.get(0), three.get(1), three.get(2), three.get(2));
        assertThat(MerkleTree.root(lastTwice)).isNotEqualTo(MerkleTree.root(three));

        Bytes children = Bytes.fromHex(three.get(0).toHex() + three.get(1).toHex());
        assertThat(MerkleTree.leafHash(children)).isNotEqualTo(MerkleTree.nodeHash(three.get(0), three.get(1)));
    }

    @Test
    void frontierFollowsTheTreeAndSurvivesItsEncoding() {
        MerkleFrontier frontier = MerkleFrontier.EMPTY;
        for (int size = 0; size < MOST; size++) {
            assertThat(frontier.size()).isEqualTo(size);
            assertThat(frontier.root()).isEqualTo(MerkleTree.root(hashes.subList(0, size)));
            MerkleFrontier read = MerkleFrontier.decode(frontier.encode());
            assertThat(read).isEqualTo(frontier).hasSameHashCodeAs(frontier);
            MerkleFrontier next = read.append(hashes.get(size));
            assertThat(next).isEqualTo(frontier.append(hashes.get(size))).isNotEqualTo(frontier);
            frontier = next;
        }
    }

    @Test
    void frontierRefusesWhatIsNotItsEncoding() {
        byte[] good = MerkleFrontier.EMPTY
                .append(hashes.get(0))
                .append(hashes.get(1))
                .append(hashes.get(2))
                .encode()
                .toArray();
        assertThat(MerkleFrontier.decode(Bytes.copyOf(good)).size()).isEqualTo(3);
        for (int length = 0; length < good.length; length++) {
            Bytes cut = Bytes.copyOf(good, 0, length);
            assertThatIllegalArgumentException().isThrownBy(() -> MerkleFrontier.decode(cut));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleFrontier.decode(Bytes.fromHex("8000000000000000")))
                .withMessageContaining("at most");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleFrontier.decode(Bytes.fromHex("000000000000000000")))
                .withMessageContaining("0 leaves has 8 bytes, not 9");
    }

    @Test
    void frontierGoesNoFurtherThanALongCounts() {
        byte[] full = new byte[8 + 63 * Hash.SIZE];
        Arrays.fill(full, 0, 8, (byte) 0xFF);
        full[0] = 0x7F;
        MerkleFrontier last = MerkleFrontier.decode(Bytes.wrap(full));
        assertThat(last.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(last.root()).isNotNull();
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> last.append(hashes.get(0)));
    }

    @Test
    void everyLeafOfEverySizeHasItsProof() {
        for (int size = 1; size <= MOST; size++) {
            List<Hash> tree = hashes.subList(0, size);
            Hash root = MerkleTree.root(tree);
            for (int index = 0; index < size; index++) {
                List<Hash> proof = MerkleProofs.inclusion(tree, index);
                assertThat(MerkleProofs.verifyInclusion(tree.get(index), index, size, proof, root))
                        .as("leaf %s of %s", index, size)
                        .isTrue();
            }
        }
    }

    @Test
    void everyBeginningOfEveryTreeHasItsProof() {
        for (int size = 1; size <= MOST; size++) {
            List<Hash> tree = hashes.subList(0, size);
            Hash root = MerkleTree.root(tree);
            for (int old = 1; old <= size; old++) {
                List<Hash> proof = MerkleProofs.consistency(tree, old);
                Hash oldRoot = MerkleTree.root(hashes.subList(0, old));
                assertThat(MerkleProofs.verifyConsistency(old, oldRoot, size, root, proof))
                        .as("first %s of %s", old, size)
                        .isTrue();
            }
        }
    }

    @Test
    void noInclusionProofHoldsForAnythingElse() {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            int size = 1 + random.nextInt(MOST);
            int index = random.nextInt(size);
            List<Hash> tree = hashes.subList(0, size);
            Hash root = MerkleTree.root(tree);
            List<Hash> proof = MerkleProofs.inclusion(tree, index);
            int otherIndex = random.nextInt(MOST);
            if (otherIndex != index) {
                assertThat(MerkleProofs.verifyInclusion(tree.get(index), otherIndex, size, proof, root))
                        .isFalse();
                assertThat(MerkleProofs.verifyInclusion(hashes.get(otherIndex), index, size, proof, root))
                        .isFalse();
            }
            assertThat(MerkleProofs.verifyInclusion(tree.get(index), index, size, spoil(proof, random), root))
                    .isFalse();
            assertThat(MerkleProofs.verifyInclusion(tree.get(index), index, size, proof, flip(root, random)))
                    .isFalse();
        }
    }

    @Test
    void noConsistencyProofHoldsForAnythingElse() {
        Random random = new Random(12);
        for (int round = 0; round < 3_000; round++) {
            int size = 2 + random.nextInt(MOST - 1);
            int old = 1 + random.nextInt(size - 1);
            List<Hash> tree = hashes.subList(0, size);
            Hash root = MerkleTree.root(tree);
            Hash oldRoot = MerkleTree.root(tree.subList(0, old));
            List<Hash> proof = MerkleProofs.consistency(tree, old);
            assertThat(MerkleProofs.verifyConsistency(old, oldRoot, size, root, spoil(proof, random)))
                    .isFalse();
            assertThat(MerkleProofs.verifyConsistency(old, flip(oldRoot, random), size, root, proof))
                    .isFalse();
            assertThat(MerkleProofs.verifyConsistency(old, oldRoot, size, flip(root, random), proof))
                    .isFalse();
            assertThat(MerkleProofs.verifyConsistency(size, root, old, oldRoot, proof))
                    .isFalse();
        }
    }

    @Test
    void proofsOutsideTheTreeAreRefused() {
        List<Hash> two = hashes.subList(0, 2);
        Hash root = MerkleTree.root(two);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> MerkleProofs.inclusion(two, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> MerkleProofs.consistency(two, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> MerkleProofs.consistency(two, 3));
        assertThat(MerkleProofs.verifyInclusion(two.get(0), -1, 2, List.of(two.get(1)), root))
                .isFalse();
        assertThat(MerkleProofs.verifyInclusion(two.get(0), 0, Long.MIN_VALUE, List.of(two.get(1)), root))
                .isFalse();
        assertThat(MerkleProofs.verifyConsistency(0, MerkleTree.EMPTY_ROOT, 2, root, List.of()))
                .isFalse();
    }

    /** RFC 6962, section 2.1, word for word. */
    private static Hash definition(List<Bytes> d) {
        if (d.isEmpty()) {
            return Sha256.hash(Bytes.EMPTY);
        }
        if (d.size() == 1) {
            return Sha256.hash(0, d.get(0));
        }
        int k = 1;
        while (2 * k < d.size()) {
            k *= 2;
        }
        Hash left = definition(d.subList(0, k));
        Hash right = definition(d.subList(k, d.size()));
        return Sha256.hash(1, Bytes.fromHex(left.toHex() + right.toHex()));
    }

    private static List<Bytes> leaves(int count) {
        Random random = new Random(10);
        List<Bytes> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] leaf = new byte[1 + random.nextInt(100)];
            random.nextBytes(leaf);
            leaf[0] = (byte) i; // no two are equal
            out.add(Bytes.wrap(leaf));
        }
        return out;
    }

    private List<Hash> spoil(List<Hash> proof, Random random) {
        List<Hash> out = new ArrayList<>(proof);
        int choice = random.nextInt(3);
        if (choice == 0 || proof.isEmpty()) {
            out.add(random.nextInt(proof.size() + 1), hashes.get(random.nextInt(MOST)));
        } else if (choice == 1) {
            out.remove(random.nextInt(proof.size()));
        } else {
            int at = random.nextInt(proof.size());
            out.set(at, flip(out.get(at), random));
        }
        return out;
    }

    private static Hash flip(Hash hash, Random random) {
        byte[] bytes = hash.toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return Hash.of(bytes);
    }
}
