package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.KeyProofCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.execution.BinaryTrie;
import org.tallystick.internal.execution.StateTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;

class KeyProofsTest {
    private final Random random = new Random(4);
    private final TreeMap<Hash, Hash> content = new TreeMap<>();

    /** Long prefixes in common are there too. */
    private Hash key() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        for (int i = random.nextInt(64) == 0 ? 31 : random.nextInt(3); i > 0; i--) {
            bytes[i - 1] = 0;
        }
        return Hash.of(bytes);
    }

    private StateTree tree(int size) {
        content.clear();
        while (content.size() < size) {
            content.put(key(), key());
        }
        List<StateTree.Change> changes = new ArrayList<>();
        content.forEach((key, value) -> changes.add(new StateTree.Change(key, value)));
        return BinaryTrie.EMPTY.with(changes);
    }

    @Test
    void everyKeyIsProvenPresentOrAbsentAndNothingElse() throws MalformedException {
        for (int size : new int[] {0, 1, 2, 3, 50, 400}) {
            StateTree tree = tree(size);
            List<Hash> keys = new ArrayList<>(content.keySet());
            for (int i = 0; i < 100; i++) {
                keys.add(key());
            }
            for (Hash key : keys) {
                Optional<Hash> value = Optional.ofNullable(content.get(key));
                KeyProof proof = KeyProofCodec.decode(KeyProofCodec.encode(tree.prove(key, null)));
                assertThat(KeyProofs.root(proof, key, value)).contains(tree.root());
                Optional<Hash> lie = value.isPresent() ? Optional.empty() : Optional.of(key());
                assertThat(KeyProofs.root(proof, key, lie)).isNotEqualTo(Optional.of(tree.root()));
                assertThat(KeyProofs.root(proof, key, Optional.of(key()))).isNotEqualTo(Optional.of(tree.root()));
            }
        }
    }

    @Test
    void anyChangedByteIsRefused() {
        StateTree tree = tree(40);
        List<Hash> keys = new ArrayList<>(content.keySet());
        keys.add(key());
        keys.add(key());
        for (int round = 0; round < 20_000; round++) {
            Hash key = keys.get(random.nextInt(keys.size()));
            byte[] encoded = KeyProofCodec.encode(tree.prove(key, null)).toArray();
            encoded[random.nextInt(encoded.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                KeyProof proof = KeyProofCodec.decode(Bytes.wrap(encoded));
                assertThat(KeyProofs.root(proof, key, Optional.ofNullable(content.get(key))))
                        .isNotEqualTo(Optional.of(tree.root()));
            } catch (MalformedException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void anotherKeyMustLieOnThePath() {
        StateTree tree = tree(2);
        Hash present = content.firstKey();
        KeyProof forged = new KeyProof(
                new KeyProof.Other(present, content.get(present)),
                tree.prove(present, null).siblings());
        assertThat(KeyProofs.root(forged, present, Optional.empty())).isEmpty();
        Hash elsewhere = content.lastKey();
        assertThat(KeyProofs.root(forged, elsewhere, Optional.empty())).isNotEqualTo(Optional.of(tree.root()));
    }

    @Test
    void tooManySiblingsAreRefused() {
        Bytes encoded = KeyProofCodec.encode(new KeyProof(new KeyProof.Nothing(), List.of()));
        byte[] claim = encoded.toArray();
        claim[1] = 1;
        claim[2] = 1; // 257
        assertThatThrownBy(() -> KeyProofCodec.decode(Bytes.wrap(claim))).hasMessageContaining("at most 256");
    }
}
