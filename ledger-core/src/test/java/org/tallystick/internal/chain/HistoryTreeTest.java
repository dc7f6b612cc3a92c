package org.tallystick.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.MerkleFrontier;
import org.tallystick.crypto.MerkleProofs;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.WriteBatch;
import org.tallystick.testkit.store.InMemoryStorage;

class HistoryTreeTest {
    private static final int BLOCKS = 70;

    private final List<Hash> leaves = new ArrayList<>();
    private final List<MerkleFrontier> frontiers = new ArrayList<>(List.of(MerkleFrontier.EMPTY));

    HistoryTreeTest() {
        for (int i = 0; i < BLOCKS; i++) {
            leaves.add(Sha256.hash(Bytes.utf8("block " + i)));
            frontiers.add(frontiers.get(i).append(leaves.get(i)));
        }
    }

    private LedgerStore grown(int from) {
        LedgerStore store = new InMemoryStorage().open(Hash.ZERO, 1);
        WriteBatch batch = new WriteBatch();
        HistoryTree.begin(batch, frontiers.get(from));
        for (int i = from; i < BLOCKS; i++) {
            HistoryTree.append(batch, frontiers.get(i), leaves.get(i));
        }
        store.commit(batch);
        return store;
    }

    @Test
    void itsProofsAreThoseOverAllLeaves() {
        HistoryTree tree = new HistoryTree(grown(0));
        for (int size = 1; size <= BLOCKS; size++) {
            for (int index = 0; index < size; index++) {
                assertThat(tree.inclusion(index, size))
                        .contains(MerkleProofs.inclusion(leaves.subList(0, size), index));
                assertThat(tree.consistency(index + 1, size))
                        .contains(MerkleProofs.consistency(leaves.subList(0, size), index + 1));
            }
        }
    }

    @Test
    void withoutTheBeginningLaterBlocksAreStillProven() {
        HistoryTree tree = new HistoryTree(grown(37));
        for (int index = 37; index < BLOCKS; index++) {
            assertThat(tree.inclusion(index, BLOCKS)).contains(MerkleProofs.inclusion(leaves, index));
            assertThat(tree.consistency(index, BLOCKS)).contains(MerkleProofs.consistency(leaves, index));
        }
        assertThat(tree.inclusion(3, BLOCKS)).isEmpty();
    }
}
