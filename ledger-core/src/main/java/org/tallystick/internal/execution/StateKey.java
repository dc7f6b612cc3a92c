package org.tallystick.internal.execution;

import java.security.MessageDigest;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.crypto.Sha256;
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
    private static final byte[] TAG = Bytes.utf8("tallystick/state").toArray();

    /** A contract's key. */
    public static StateKey of(ContractId contract, Bytes key) {
        return new StateKey(contract.name(), key);
    }

    /** Where an account's keys are held, once they are not just its first key. */
    public static StateKey account(AccountId account) {
        return new StateKey(
                "", new CanonicalWriter(33).u8('a').hash(account.hash()).toBytes());
    }

    /** Where the next sequence number of a lane is held; absent means 0. */
    public static StateKey lane(AccountId account, int lane) {
        return new StateKey(
                "",
                new CanonicalWriter(35).u8('l').hash(account.hash()).u16(lane).toBytes());
    }

    /** The hashed key: SHA-256 of the ASCII text {@code tallystick/state}, one byte length of the space, space, key. */
    public Hash hash() {
        MessageDigest digest = Sha256.digest();
        digest.update(TAG);
        Bytes name = Bytes.utf8(space);
        digest.update((byte) name.size());
        name.updateDigest(digest);
        key.updateDigest(digest);
        return Hash.of(digest.digest());
    }
}
