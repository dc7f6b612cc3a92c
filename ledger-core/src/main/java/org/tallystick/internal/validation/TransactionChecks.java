package org.tallystick.internal.validation;

import java.util.Optional;
import org.tallystick.api.Refusal;
import org.tallystick.api.Refusal.Reason;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;

/**
 * What can be said of a transaction without the state: chain, size, contract, call, signatures. Stateless, safe for use
 * by several threads.
 */
public final class TransactionChecks {
    private final Hash chainId;
    private final Parameters parameters;
    private final Contracts contracts;
    private final SignatureVerifier verifier;

    /** For one chain with the settings in force. */
    public TransactionChecks(Hash chainId, Parameters parameters, Contracts contracts, SignatureVerifier verifier) {
        this.chainId = chainId;
        this.parameters = parameters;
        this.contracts = contracts;
        this.verifier = verifier;
    }

    /** Everything but the signatures, cheapest first; empty when there is nothing to object to. */
    public Optional<Refusal> checkForm(EncodedTransaction transaction) {
        Transaction body = transaction.transaction().body();
        if (!body.chainId().equals(chainId)) {
            return refuse(
                    Reason.WRONG_CHAIN, "the transaction is for chain " + body.chainId() + ", this is " + chainId);
        }
        if (transaction.bytes().size() > parameters.maxTransactionBytes()) {
            return refuse(
                    Reason.TOO_LARGE,
                    "the transaction has " + transaction.bytes().size() + " bytes, at most "
                            + parameters.maxTransactionBytes());
        }
        Optional<Contract<?>> contract = contracts.find(body.contract());
        if (contract.isEmpty()) {
            return refuse(Reason.UNKNOWN_CONTRACT, "the ledger lists no contract " + body.contract());
        }
        try {
            contract.get().decode(body.call());
        } catch (ContractRefusal e) {
            return refuse(Reason.BAD_CALL, "contract " + body.contract() + " cannot read the call: " + e.getMessage());
        } catch (RuntimeException e) {
            return refuse(Reason.BAD_CALL, "contract " + body.contract() + " failed to read the call: " + e);
        }
        return Optional.empty();
    }

    /** Whether it is for this chain and small enough to stand in a block. */
    public boolean fitsBlock(EncodedTransaction transaction) {
        return transaction.transaction().body().chainId().equals(chainId)
                && transaction.bytes().size() <= parameters.maxTransactionBytes();
    }

    /** Whether every signature verifies; costs processor time. */
    public boolean signaturesGood(EncodedTransaction transaction) {
        byte[] message = TransactionCodec.signingMessage(chainId, transaction.id());
        for (Witness witness : transaction.transaction().witnesses()) {
            if (!verifier.verify(witness.key(), message, witness.signature())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Refusal> refuse(Reason reason, String message) {
        return Optional.of(new Refusal(reason, message));
    }
}
