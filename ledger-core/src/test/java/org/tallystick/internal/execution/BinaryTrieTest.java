package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

class BinaryTrieTest {
    /** The definition, written down as plainly as possible: the root of the keys that share the first bits. */
    private static Hash plainRoot(List<Map.Entry<Hash, Hash>> entries, int depth) {
        if (entries.isEmpty()) {
            return Hash.ZERO;
        }
        if (entries.size() == 1) {
            return node(0, entries.get(0).getKey(), entries.get(0).getValue());
        }
        List<Map.Entry<Hash, Hash>> left =
                entries.stream().filter(e -> e.getKey().bit(depth) == 0).toList();
        List<Map.Entry<Hash, Hash>> right =
                entries.stream().filter(e -> e.getKey().bit(depth) == 1).toList();
        return node(1, plainRoot(left, depth + 1), plainRoot(right, depth + 1));
    }

    private static Hash node(int prefix, Hash first, Hash second) {
        byte[] input = new byte[65];
        input[0] = (byte) prefix;
        first.copyTo(input, 1);
        second.copyTo(input, 33);
        return Sha256.hash(input);
    }

    private static Hash key(Random random) {
        // short prefixes in common are frequent, long ones are there too
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        int shared = random.nextInt(32);
        for (int i = 0; i < shared; i++) {
            bytes[i] = 0;
        }
        return Hash.of(bytes);
    }

    @Test
    void emptyTreeHasTheZeroRoot() {
        assertThat(BinaryTrie.EMPTY.root()).isEqualTo(Hash.ZERO);
        assertThat(BinaryTrie.EMPTY.with(List.of()).root()).isEqualTo(Hash.ZERO);
    }

    @Test
    void rootIsThatOfThePlainDefinitionAfterAnyChanges() {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            TreeMap<Hash, Hash> content = new TreeMap<>();
            List<Hash> known = new ArrayList<>();
            StateTree tree = BinaryTrie.EMPTY;
            for (int step = 0; step < 12; step++) {
                TreeMap<Hash, Hash> changes = new TreeMap<>();
                List<StateTree.Change> list = new ArrayList<>();
                int count = random.nextInt(30);
                for (int i = 0; i < count; i++) {
                    Hash key = known.isEmpty() || random.nextBoolean()
                            ? key(random)
                            : known.get(random.nextInt(known.size()));
                    known.add(key);
                    changes.put(key, random.nextInt(3) == 0 ? Hash.ZERO : key(random));
                }
                changes.forEach((key, value) -> {
                    boolean delete = value.equals(Hash.ZERO);
                    list.add(new StateTree.Change(key, delete ? null : value));
                    if (delete) {
                        content.remove(key);
                    } else {
                        content.put(key, value);
                    }
                });
                StateTree before = tree;
                Hash rootBefore = before.root();
                tree = tree.with(list);
                assertThat(tree.root()).isEqualTo(plainRoot(List.copyOf(content.entrySet()), 0));
                assertThat(before.root()).isEqualTo(rootBefore);
            }
        }
    }

    @Test
    void oneBatchGivesTheSameRootAsManySteps() {
        Random random = new Random(1);
        TreeMap<Hash, Hash> all = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            all.put(Sha256.hash(Bytes.utf8("k" + random.nextInt())), Sha256.hash(Bytes.utf8("v" + i)));
        }
        StateTree stepwise = BinaryTrie.EMPTY;
        List<StateTree.Change> batch = new ArrayList<>();
        for (Map.Entry<Hash, Hash> entry : all.entrySet()) {
            StateTree.Change change = new StateTree.Change(entry.getKey(), entry.getValue());
            batch.add(change);
            stepwise = stepwise.with(List.of(change));
        }
        assertThat(BinaryTrie.EMPTY.with(batch).root()).isEqualTo(stepwise.root());
    }
}
