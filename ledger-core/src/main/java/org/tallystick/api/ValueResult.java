package org.tallystick.api;

import java.util.Optional;
import org.tallystick.model.Bytes;

/** What a key of the state held after a block. */
public sealed interface ValueResult {
    /**
     * The answer.
     *
     * @param value empty when it held nothing
     * @param at the block
     */
    record Found(Optional<Bytes> value, Head at) implements ValueResult {}

    /** As {@link QueryResult.NotFinalYet}. */
    record NotFinalYet(String message) implements ValueResult {}

    /**
     * As {@link QueryResult.NotKept}.
     *
     * @param from the lowest height that can be asked here
     */
    record NotKept(long from, String message) implements ValueResult {}
}
