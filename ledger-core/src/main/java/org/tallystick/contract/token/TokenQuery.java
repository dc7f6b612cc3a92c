package org.tallystick.contract.token;

import java.util.Objects;
import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** What can be asked about the token contract's state. The static methods give the bytes of a query, and read answers. */
public sealed interface TokenQuery {
    /**
     * How much of an asset an account has; answered by {@link #readAmount}. Zero when it has none, or there is no such
     * asset.
     */
    record Balance(Hash asset, AccountId account) implements TokenQuery {
        /** Refuses null. */
        public Balance {
            Objects.requireNonNull(asset, "asset");
            Objects.requireNonNull(account, "account");
        }
    }

    /** How much of an asset there is; answered by {@link #readAmount}. Zero when there is no such asset. */
    record Supply(Hash asset) implements TokenQuery {
        /** Refuses null. */
        public Supply {
            Objects.requireNonNull(asset, "asset");
        }
    }

    /** What an asset is; answered by {@link #readAsset}. */
    record Asset(Hash asset) implements TokenQuery {
        /** Refuses null. */
        public Asset {
            Objects.requireNonNull(asset, "asset");
        }
    }

    /** A query for a balance. */
    static Bytes balance(Hash asset, AccountId account) {
        return new Balance(asset, account).encode();
    }

    /** A query for a supply. */
    static Bytes supply(Hash asset) {
        return new Supply(asset).encode();
    }

    /** A query for an asset. */
    static Bytes asset(Hash asset) {
        return new Asset(asset).encode();
    }

    /** Encodes a query. */
    default Bytes encode() {
        CanonicalWriter out = new CanonicalWriter(65);
        if (this instanceof Balance balance) {
            out.u8(1).hash(balance.asset()).hash(balance.account().hash());
        } else if (this instanceof Supply supply) {
            out.u8(2).hash(supply.asset());
        } else if (this instanceof Asset asset) {
            out.u8(3).hash(asset.asset());
        } else {
            throw new AssertionError(this);
        }
        return out.toBytes();
    }

    /** Decodes a query that fills the input exactly. */
    static TokenQuery decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        int kind = in.u8("kind of token query");
        TokenQuery query = switch (kind) {
            case 1 -> new Balance(in.hash("asset"), new AccountId(in.hash("account")));
            case 2 -> new Supply(in.hash("asset"));
            case 3 -> new Asset(in.hash("asset"));
            default ->
                throw new MalformedException(
                        "token query of kind " + kind + " is not known; 1 (balance), 2 (supply) and 3 (asset) are");
        };
        in.end("token query");
        return query;
    }

    /** Reads the answer to {@link Balance} or {@link Supply}, in the asset's smallest unit. */
    static long readAmount(Bytes answer) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(answer);
        long amount = in.u64("amount");
        in.end("amount");
        return amount;
    }

    /** Reads the answer to {@link Asset}: empty when it has never been issued. */
    static Optional<AssetInfo> readAsset(Bytes answer) throws MalformedException {
        return answer.size() == 0 ? Optional.empty() : Optional.of(AssetInfo.decode(answer));
    }
}
