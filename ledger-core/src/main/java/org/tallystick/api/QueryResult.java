package org.tallystick.api;

import org.tallystick.model.Bytes;

/** What a contract answered to a question. */
public sealed interface QueryResult {
    /**
     * The answer.
     *
     * @param value in the contract's own encoding
     * @param at the block after which it holds
     */
    record Answer(Bytes value, Head at) implements QueryResult {}

    /**
     * The contract declined, or there is no such contract.
     *
     * @param code for programs
     * @param message for people
     */
    record Declined(String code, String message) implements QueryResult {}
}
