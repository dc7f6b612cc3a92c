package org.tallystick.internal.execution;

import org.tallystick.codec.StateKeys;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;

/**
 * A key of the state with its name space. The ledger's own name space has the empty name, which no contract can have.
 *
 * @param space the name space
 * @param key the key within it
 */
public record StateKey(String space, Bytes key) {
    /** A contract's key. */
    public static StateKey of(ContractId contract, Bytes key) {
        return new StateKey(contract.name(), key);
    }

    /** Where an account's keys are held, once they are not just its first key. */
    public static StateKey account(AccountId account) {
        return new StateKey(StateKeys.LEDGER, StateKeys.account(account));
    }

    /** Where the next sequence number of a lane is held; absent means 0. */
    public static StateKey lane(AccountId account, int lane) {
        return new StateKey(StateKeys.LEDGER, StateKeys.lane(account, lane));
    }

    /** The hashed key. */
    public Hash hash() {
        return StateKeys.hash(space, key);
    }
}
