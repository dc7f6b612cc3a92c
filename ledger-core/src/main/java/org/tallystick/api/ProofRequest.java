package org.tallystick.api;

import java.util.Objects;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;

/**
 * What {@link Ledger#prove} should prove.
 *
 * @param what the thing itself
 * @param sinceEpoch the epoch that the reader trusts already, from 0: the proof leads from there to the block, so that a
 *     reader with a checkpoint of a later epoch gets a shorter one
 */
public record ProofRequest(What what, long sinceEpoch) {
    /** Refuses null and a negative epoch. */
    public ProofRequest {
        Objects.requireNonNull(what, "what");
        if (sinceEpoch < 0) {
            throw new IllegalArgumentException("epochs begin at 0: " + sinceEpoch);
        }
    }

    /** What can be proven. */
    public sealed interface What {
        /** That the block at a height, from 0, is final. */
        record BlockAt(long height) implements What {}

        /** That a transaction is in a final block, and how it ended. */
        record TransactionWith(Hash id) implements What {}

        /**
         * What a state key holds after the last final block, or that it holds nothing.
         *
         * @param space a contract's name, or empty for the ledger's own keys
         * @param key the key in that name space
         */
        record ValueOf(String space, Bytes key) implements What {}

        /** That the history up to the block below a height is the beginning of the present one. */
        record HistoryOf(long height) implements What {}
    }

    /** That the block at a height is final. */
    public static ProofRequest block(long height) {
        return new ProofRequest(new What.BlockAt(height), 0);
    }

    /** That a transaction is in a final block, and how it ended. */
    public static ProofRequest transaction(Hash id) {
        return new ProofRequest(new What.TransactionWith(id), 0);
    }

    /** What a contract's key holds after the last final block, or that it holds nothing. */
    public static ProofRequest value(ContractId contract, Bytes key) {
        return new ProofRequest(new What.ValueOf(contract.name(), key), 0);
    }

    /** What one of the ledger's own keys holds after the last final block; {@code StateKeys} names them. */
    public static ProofRequest ledgerValue(Bytes key) {
        return new ProofRequest(new What.ValueOf("", key), 0);
    }

    /**
     * That the first blocks, as many as {@code height}, are still the beginning of the ledger.
     *
     * @param height at least 1; the history root that the block of this height states is the one compared with
     */
    public static ProofRequest history(long height) {
        return new ProofRequest(new What.HistoryOf(height), 0);
    }

    /** The same for a reader that trusts a later epoch. */
    public ProofRequest since(long epoch) {
        return new ProofRequest(what, epoch);
    }
}
