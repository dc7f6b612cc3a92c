package org.tallystick.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.KeyProofs;
import org.tallystick.crypto.Sha256;
import org.tallystick.internal.execution.BucketTrie;
import org.tallystick.internal.execution.Execution;
import org.tallystick.internal.execution.HashedKey;
import org.tallystick.internal.execution.StateKey;
import org.tallystick.internal.execution.StateTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.KeyProof;

/** Holds the state root and the proofs of keys to bytes that a second implementation computed. */
class GoldenKeyProofsTest {
    private static final int PRESENT = 20;
    private static final int ALL = 40;

    private final Map<String, Bytes> expected = new HashMap<>();

    private static HashedKey key(int number) {
        return HashedKey.of(new StateKey("token", Bytes.utf8("k" + number)));
    }

    private static Bytes value(int number) {
        return Bytes.utf8("v" + number);
    }

    private void readExpected() throws IOException {
        try (InputStream in = GoldenKeyProofsTest.class.getResourceAsStream("/formats/key-proofs.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" = ", 2))
                    .forEach(parts -> expected.put(parts[0], Bytes.fromHex(parts[1])));
        }
        assertThat(expected).hasSize(1 + ALL);
    }

    @Test
    void rootAndProofsAreWhatTheyWere() throws IOException, MalformedException {
        readExpected();
        Map<HashedKey, Optional<Bytes>> content = new HashMap<>();
        for (int i = 0; i < PRESENT; i++) {
            content.put(key(i), Optional.of(value(i)));
        }
        StateTree tree = BucketTrie.inMemory().with(Execution.treeChanges(content));
        assertThat(tree.root().toBytes()).isEqualTo(expected.get("root"));
        for (int i = 0; i < ALL; i++) {
            Hash key = key(i).hash();
            KeyProof proof = tree.prove(key, null);
            assertThat(KeyProofCodec.encode(proof)).isEqualTo(expected.get("k" + i));
            assertThat(KeyProofCodec.decode(expected.get("k" + i))).isEqualTo(proof);
            Optional<Hash> value = i < PRESENT ? Optional.of(Sha256.hash(value(i))) : Optional.empty();
            assertThat(KeyProofs.root(proof, key, value)).contains(tree.root());
        }
    }
}
