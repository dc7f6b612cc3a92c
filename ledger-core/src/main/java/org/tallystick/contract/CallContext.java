package org.tallystick.contract;

import java.util.List;
import java.util.Optional;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;

/**
 * What a contract may know and touch while it executes one call. Everything here is the same on every node. Changes take
 * effect only when the call returns normally.
 */
public interface CallContext extends StateReader {
    /** The most bytes in a state key. */
    int MAX_KEY = 256;

    /** The most bytes in a state value. */
    int MAX_VALUE = 64 << 10;

    /** How many blocks back {@link #blockHash} reaches. */
    int MAX_LOOK_BACK = 256;

    /** The account that asks; its signatures have been checked. */
    AccountId sender();

    /** The transaction that is executed. */
    Hash transactionId();

    /** The height of the block. */
    long height();

    /** The block's timestamp in milliseconds since 1970-01-01T00:00Z: the only time a contract may use. */
    long timestamp();

    /**
     * The hash of an earlier block, so that a call can show that its maker knows the chain.
     *
     * @param height from {@link #height()} − {@link #MAX_LOOK_BACK} to {@link #height()} − 1; for any other the answer is
     *     empty, as it is below 0
     */
    Optional<Hash> blockHash(long height);

    /** Whether a signature over a message is good, by the ledger's one rule; dear in resource units. */
    boolean verify(PublicKey key, Bytes message, Bytes signature);

    /** The chain. */
    Hash chainId();

    /** The attachment commitments of the transaction. */
    List<Hash> attachments();

    /** Sets a key of the contract's own state; {@link #MAX_KEY} and {@link #MAX_VALUE} bound them. */
    void put(Bytes key, Bytes value);

    /** Removes a key of the contract's own state, whether or not it is there. */
    void delete(Bytes key);

    /** Announces something; see {@link org.tallystick.model.ContractEvent} for the bounds. */
    void emit(String name, Bytes data);
}
