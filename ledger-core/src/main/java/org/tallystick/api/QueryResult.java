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

    /** The block asked about is not final here yet; asking again later makes sense. */
    record NotFinalYet(String message) implements QueryResult {}

    /**
     * This node does not have the state after the block asked about: its retention has removed it or does not keep old
     * state, or it began later, with a snapshot or with keeping. One that keeps more may have it.
     *
     * @param from the lowest height that can be asked here
     */
    record NotKept(long from, String message) implements QueryResult {}
}
