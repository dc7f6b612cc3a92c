package org.tallystick.internal.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tallystick.api.Refusal;
import org.tallystick.api.Refusal.Reason;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.execution.Contracts;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.Transaction;
import org.tallystick.model.Witness;

/**
 * What can be said of a transaction without the state: chain, size, contract, call, signatures. Remembers a bounded number
 * of transactions whose signatures it found good, so that none is checked twice. Safe for use by several threads.
 */
public final class TransactionChecks {
    /** Room for what a full pool holds, and some that have left it. */
    private static final int VERIFIED = 32_768;

    private final Hash chainId;
    private final Supplier<Parameters> settings;
    private final Contracts contracts;
    private final SignatureVerifier verifier;
    private final VerifiedLeaves verified;

    /**
     * For one chain.
     *
     * @param settings those in force for the next block
     * @param salt of {@link org.tallystick.internal.index.HashIndex}
     */
    public TransactionChecks(
            Hash chainId, Supplier<Parameters> settings, Contracts contracts, SignatureVerifier verifier, int salt) {
        this.chainId = chainId;
        this.settings = settings;
        this.contracts = contracts;
        this.verifier = verifier;
        this.verified = new VerifiedLeaves(VERIFIED, salt);
    }

    /** Everything but the signatures, cheapest first; empty when there is nothing to object to. */
    public Optional<Refusal> checkForm(EncodedTransaction transaction) {
        Transaction body = transaction.transaction().body();
        if (!body.chainId().equals(chainId)) {
            return refuse(
                    Reason.WRONG_CHAIN, "the transaction is for chain " + body.chainId() + ", this is " + chainId);
        }
        int most = settings.get().maxTransactionBytes();
        if (transaction.bytes().size() > most) {
            return refuse(
                    Reason.TOO_LARGE,
                    "the transaction has " + transaction.bytes().size() + " bytes, at most " + most);
        }
        Optional<Contract<?>> contract = contracts.find(body.contract());
        if (contract.isEmpty()) {
            return refuse(Reason.UNKNOWN_CONTRACT, "the ledger lists no contract " + body.contract());
        }
        try {
            contract.get().decode(body.call());
        } catch (ContractRefusal e) {
            return refuse(Reason.BAD_CALL, "contract " + body.contract() + " cannot read the call: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) { // a call nested too deep is no reason to stop
            return refuse(Reason.BAD_CALL, "contract " + body.contract() + " failed to read the call: " + e);
        }
        return Optional.empty();
    }

    /** Whether it is for this chain and small enough to stand in a block under some settings. */
    public boolean fitsBlock(EncodedTransaction transaction, Parameters parameters) {
        return transaction.transaction().body().chainId().equals(chainId)
                && transaction.bytes().size() <= parameters.maxTransactionBytes();
    }

    /** Whether every signature of every one of several transactions verifies. */
    public boolean allSignaturesGood(List<EncodedTransaction> transactions) {
        for (boolean good : signaturesGood(transactions)) {
            if (!good) {
                return false;
            }
        }
        return true;
    }

    /**
     * For each of several transactions, whether every signature of it verifies. Costs processor time, less for many
     * together, and none for what was found good before.
     */
    public boolean[] signaturesGood(List<EncodedTransaction> transactions) {
        boolean[] good = new boolean[transactions.size()];
        List<SignatureCheck> checks = new ArrayList<>(good.length);
        int[] ends = new int[good.length]; // where each transaction's part of the checks ends
        for (int i = 0; i < good.length; i++) {
            EncodedTransaction transaction = transactions.get(i);
            good[i] = true; // until a signature says otherwise
            if (!verified.contains(transaction.leaf())) {
                Bytes message = Bytes.wrap(TransactionCodec.signingMessage(chainId, transaction.id()));
                List<Witness> witnesses = transaction.transaction().witnesses();
                for (int j = 0; j < witnesses.size(); j++) {
                    Witness witness = witnesses.get(j);
                    checks.add(new SignatureCheck(witness.key(), message, witness.signature()));
                }
            }
            ends[i] = checks.size();
        }
        boolean[] verdicts = verifier.verifyAll(checks);
        int next = 0;
        for (int i = 0; i < good.length; i++) {
            boolean checked = next < ends[i];
            while (next < ends[i]) {
                good[i] &= verdicts[next++];
            }
            if (checked && good[i]) {
                verified.add(transactions.get(i).leaf());
            }
        }
        return good;
    }

    private static Optional<Refusal> refuse(Reason reason, String message) {
        return Optional.of(new Refusal(reason, message));
    }
}
