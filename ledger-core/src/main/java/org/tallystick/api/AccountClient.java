package org.tallystick.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.SignedTransaction;

/**
 * Calls contracts on behalf of one account: picks a lane and a sequence number, signs, submits, and resubmits the same
 * transaction while its outcome is unknown, so that a call happens at most once whatever goes wrong. Safe for use by
 * several threads. Only one client may use an account's lanes at a time.
 */
public interface AccountClient {
    /** The account. */
    AccountId id();

    /**
     * Calls a contract. The future completes like {@link Ledger#submit}'s, but an indeterminate outcome is first
     * resolved by asking and resubmitting until the transaction is final or can no longer become so.
     */
    CompletableFuture<SubmitResult> call(ContractId contract, Bytes call);

    /** As {@link #call(ContractId, Bytes)}, giving up (indeterminate, or refused as expired) after a time. */
    CompletableFuture<SubmitResult> call(ContractId contract, Bytes call, Duration validFor);

    /**
     * Makes and signs the next transaction without submitting it, for an application that keeps it before it sends it.
     * Its sequence number counts as used by this client.
     */
    CompletableFuture<SignedTransaction> prepare(ContractId contract, Bytes call, Duration validFor);
}
