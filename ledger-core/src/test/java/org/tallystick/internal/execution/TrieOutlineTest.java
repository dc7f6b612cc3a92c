package org.tallystick.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.testkit.CanonicalForm;

class TrieOutlineTest {
    private static final Random RANDOM = new Random(3);

    private static Hash random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Hash.of(bytes);
    }

    private static List<byte[]> records(Set<Hash> keys, TriePlace place) {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            StateKey key = new StateKey("token", Bytes.utf8("key " + i));
            if (place.contains(key.hash())) {
                keys.add(key.hash());
                records.add(StateRecords.record(key, Bytes.utf8("value " + i)));
            }
        }
        records.sort((one, other) -> hash(one).compareTo(hash(other)));
        return records;
    }

    private static Hash hash(byte[] record) {
        try {
            return StateRecords.keyIn(record).hash();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void outlineAndPartsGiveTheRootAtEveryPlace() throws MalformedException {
        StateChunk all = StateChunk.of(TriePlace.TOP, records(new TreeSet<>(), TriePlace.TOP));
        for (StateTree tree :
                List.of(BucketTrie.inMemory().with(all.changes()), BinaryTrie.EMPTY.with(all.changes()))) {
            assertThat(all.hash(0)).isEqualTo(tree.root());
            TrieOutline outline = tree.outline(TriePlace.TOP, 4).orElseThrow();
            assertThat(outline.hash()).isEqualTo(tree.root());
            assertThat(TrieOutline.decode(outline.encode())).isEqualTo(outline);
            List<TriePlace> places = new ArrayList<>();
            outline.ends(TriePlace.TOP, (place, hash) -> {
                places.add(place);
                try {
                    assertThat(StateChunk.of(place, records(new TreeSet<>(), place))
                                    .hash(place.depth()))
                            .isEqualTo(hash);
                } catch (MalformedException e) {
                    throw new AssertionError(e);
                }
                tree.outline(place, 3)
                        .ifPresent(below -> assertThat(below.hash()).isEqualTo(hash));
            });
            assertThat(places).hasSize(16).allMatch(place -> place.depth() == 4);
        }
    }

    @Test
    void placeKnowsWhereItBeginsAndEnds() {
        for (int i = 0; i < 2_000; i++) {
            TriePlace place = TriePlace.TOP;
            Hash key = random();
            for (int depth = RANDOM.nextInt(40); depth > 0; depth--) {
                place = place.half(RANDOM.nextInt(4) == 0 ? 1 - key.bit(place.depth()) : key.bit(place.depth()));
            }
            byte[] beyond = place.beyond();
            boolean inside =
                    key.compareTo(place.prefix()) >= 0 && (beyond == null || key.compareTo(Hash.of(beyond)) < 0);
            assertThat(inside).isEqualTo(place.contains(key));
        }
        assertThat(TriePlace.TOP.beyond()).isNull();
        assertThat(TriePlace.TOP.half(1).half(1).beyond()).isNull();
    }

    @Test
    void outlineFormIsCanonicalAndBounded() throws MalformedException {
        StateChunk all = StateChunk.of(TriePlace.TOP, records(new TreeSet<>(), TriePlace.TOP));
        TrieOutline outline = BucketTrie.inMemory()
                .with(all.changes())
                .outline(TriePlace.TOP, 3)
                .orElseThrow();
        new CanonicalForm<>(TrieOutline::encode, TrieOutline::decode).check(outline, RANDOM);
        TrieOutline deep = new TrieOutline.End(Sha256.hash(Bytes.EMPTY));
        for (int i = 0; i <= TrieOutline.MAX_LEVELS; i++) {
            deep = new TrieOutline.Fork(deep, new TrieOutline.End(Hash.ZERO));
        }
        Bytes form = deep.encode();
        assertThatThrownBy(() -> TrieOutline.decode(form)).isInstanceOf(MalformedException.class);
    }

    @Test
    void recordsOutOfPlaceOrOrderAreRefused() {
        List<byte[]> records = records(new TreeSet<>(), TriePlace.TOP);
        assertThatThrownBy(() -> StateChunk.of(TriePlace.TOP.half(0), records)).isInstanceOf(MalformedException.class);
        List<byte[]> twice = List.of(records.get(0), records.get(0));
        assertThatThrownBy(() -> StateChunk.of(TriePlace.TOP, twice)).isInstanceOf(MalformedException.class);
    }
}
