package org.tallystick.internal.execution;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.ContractRef;

/** The contracts that the ledger lists, each in the version it names. Immutable. */
public final class Contracts {
    private final Map<ContractId, Contract<?>> byId;
    private final SignatureVerifier verifier;

    private Contracts(Map<ContractId, Contract<?>> byId, SignatureVerifier verifier) {
        this.byId = Map.copyOf(byId);
        this.verifier = verifier;
    }

    /**
     * Picks what the ledger lists from what the application has.
     *
     * @param verifier checks signatures for contracts that ask
     * @throws IllegalArgumentException naming every contract or version that is missing, or that was given twice
     */
    public static Contracts select(
            List<ContractRef> listed, Collection<Contract<?>> available, SignatureVerifier verifier) {
        Map<ContractRef, Contract<?>> have = new HashMap<>();
        for (Contract<?> contract : available) {
            ContractRef ref = new ContractRef(contract.id(), contract.version());
            if (have.put(ref, contract) != null) {
                throw new IllegalArgumentException(
                        "contract " + ref.id() + " version " + ref.version() + " was given twice");
            }
        }
        List<String> missing = listed.stream()
                .filter(ref -> !have.containsKey(ref))
                .map(ref -> ref.id() + " version " + ref.version())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("this ledger runs contracts that this application does not have: "
                    + String.join(", ", missing) + "; hand them to the builder");
        }
        Map<ContractId, Contract<?>> picked = new HashMap<>();
        listed.forEach(ref -> picked.put(ref.id(), have.get(ref)));
        return new Contracts(picked, verifier);
    }

    /** The contract with an id, or empty when the ledger lists none. */
    public Optional<Contract<?>> find(ContractId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Whether the ledger has governors. */
    boolean areGoverned() {
        return byId.containsKey(GovernanceContract.ID);
    }

    SignatureVerifier verifier() {
        return verifier;
    }

    /** Decodes and executes a call with the type that the contract wants. */
    static <C> Bytes run(Contract<C> contract, Bytes call, CallContext context) throws ContractRefusal {
        return contract.execute(contract.decode(call), context);
    }
}
