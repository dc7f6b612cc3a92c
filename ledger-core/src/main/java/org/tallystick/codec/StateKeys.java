package org.tallystick.codec;

import java.security.MessageDigest;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * Where things stand in the state: the ledger's own keys, and the hash under which the state trie holds a key. A key
 * belongs to a name space: a contract's name, or the empty one of the ledger itself.
 */
public final class StateKeys {
    /** The ledger's own name space, which no contract can have. */
    public static final String LEDGER = "";

    private static final byte[] TAG = Bytes.utf8("tallystick/state").toArray();

    private StateKeys() {}

    /** The hashed key: SHA-256 of the ASCII text {@code tallystick/state}, one byte length of the space, space, key. */
    public static Hash hash(String space, Bytes key) {
        return new Hasher().hash(space, key);
    }

    /** Hashes keys one after another with one digest. For one thread. */
    public static final class Hasher {
        private final MessageDigest digest = Sha256.digest();
        private String space = LEDGER;
        private Bytes name = Bytes.EMPTY;

        /** {@link StateKeys#hash}. */
        public Hash hash(String keySpace, Bytes key) {
            if (!keySpace.equals(space)) {
                space = keySpace;
                name = Bytes.utf8(keySpace);
            }
            digest.update(TAG);
            digest.update((byte) name.size());
            name.updateDigest(digest);
            key.updateDigest(digest);
            return Hash.of(digest.digest());
        }
    }

    /** The ledger's own key of an account's record, which exists once its keys are not just its first key. */
    public static Bytes account(AccountId account) {
        return new CanonicalWriter(33).u8('a').hash(account.hash()).toBytes();
    }

    /** The ledger's own key of the next sequence number of a lane; absent means 0. */
    public static Bytes lane(AccountId account, int lane) {
        return new CanonicalWriter(35).u8('l').hash(account.hash()).u16(lane).toBytes();
    }
}
