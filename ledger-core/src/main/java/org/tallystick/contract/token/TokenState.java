package org.tallystick.contract.token;

import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.StateReader;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/**
 * How the token contract keeps its state: a balance under 1, asset, account; an asset under 2, asset. A balance of zero
 * has no entry.
 */
final class TokenState {
    private TokenState() {}

    static long balance(StateReader state, Hash asset, AccountId account) {
        Optional<Bytes> value = state.get(TokenKeys.balance(asset, account));
        if (value.isEmpty()) {
            return 0;
        }
        try {
            CanonicalReader in = CanonicalReader.of(value.get());
            long balance = in.u64("balance");
            in.end("balance");
            return balance;
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds a balance that this contract did not write", e);
        }
    }

    static Optional<AssetInfo> asset(StateReader state, Hash asset) {
        Optional<Bytes> value = state.get(TokenKeys.asset(asset));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(AssetInfo.decode(value.get()));
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds an asset that this contract did not write", e);
        }
    }

    static void setBalance(CallContext state, Hash asset, AccountId account, long balance) {
        Bytes key = TokenKeys.balance(asset, account);
        if (balance == 0) {
            state.delete(key);
        } else {
            state.put(key, new CanonicalWriter(8).u64(balance).toBytes());
        }
    }

    static void setAsset(CallContext state, Hash asset, AssetInfo info) {
        state.put(TokenKeys.asset(asset), info.encode());
    }
}
