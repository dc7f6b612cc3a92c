package org.tallystick.model;

import java.util.Objects;

/**
 * A contract that the ledger lists, with the version whose behaviour the ledger has agreed on.
 *
 * @param id the contract
 * @param version from 1
 */
public record ContractRef(ContractId id, int version) {
    /** Checks the bound. */
    public ContractRef {
        Objects.requireNonNull(id, "id");
        if (version < 1) {
            throw new IllegalArgumentException("a contract's version counts from 1, not " + version);
        }
    }
}
