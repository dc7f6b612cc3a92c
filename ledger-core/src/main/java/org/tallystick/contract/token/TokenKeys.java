package org.tallystick.contract.token;

import org.tallystick.codec.CanonicalWriter;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** Where the token contract keeps its state, for whoever wants a proof of it; {@link TokenState} says what is there. */
public final class TokenKeys {
    private static final int BALANCE = 1;
    private static final int ASSET = 2;

    private TokenKeys() {}

    /** The key of a balance: eight bytes, or absent for zero. */
    public static Bytes balance(Hash asset, AccountId account) {
        return new CanonicalWriter(65)
                .u8(BALANCE)
                .hash(asset)
                .hash(account.hash())
                .toBytes();
    }

    /** The key of an asset. */
    public static Bytes asset(Hash asset) {
        return new CanonicalWriter(33).u8(ASSET).hash(asset).toBytes();
    }
}
