package org.tallystick.model;

import java.util.List;
import java.util.Objects;

/**
 * The path from one hashed key to the state root, which shows what value the key has, or that it has none. For a state
 * and a key there is exactly one. What it proves is told by {@code KeyProofs}.
 *
 * @param end what the path of the key's bits leads to
 * @param siblings the hashes of the subtrees beside the path, lowest first; {@link Hash#ZERO} for one without keys
 */
public record KeyProof(End end, List<Hash> siblings) {
    /** The most siblings: as many as a hashed key has bits. */
    public static final int MAX_SIBLINGS = 8 * Hash.SIZE;

    /** Checks the number of siblings. */
    public KeyProof {
        Objects.requireNonNull(end, "end");
        siblings = List.copyOf(siblings);
        if (siblings.size() > MAX_SIBLINGS) {
            throw new IllegalArgumentException(
                    "a key proof has at most " + MAX_SIBLINGS + " siblings, not " + siblings.size());
        }
    }

    /** Where the path ends. */
    public sealed interface End {}

    /** In a subtree without keys: the key has no value. */
    public record Nothing() implements End {}

    /** At the key's own leaf. */
    public record Found() implements End {}

    /**
     * At the only key of its subtree, which is another: the key has no value.
     *
     * @param key the hashed key that stands there
     * @param valueHash SHA-256 of its value
     */
    public record Other(Hash key, Hash valueHash) implements End {
        /** Checks that nothing is missing. */
        public Other {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(valueHash, "valueHash");
        }
    }
}
