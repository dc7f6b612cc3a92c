package org.tallystick.contract.token;

import java.util.Objects;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;

/**
 * What the ledger holds of an asset that has been issued.
 *
 * @param issuer the only account that can issue it
 * @param symbol the issuer's name for it; another issuer may use the same one for an asset of its own
 * @param supply the sum of all balances of it, positive
 */
public record AssetInfo(AccountId issuer, String symbol, long supply) {
    /** Checks the bounds. */
    public AssetInfo {
        Objects.requireNonNull(issuer, "issuer");
        TokenRules.requireSymbol(symbol);
        TokenRules.requirePositive(supply);
    }

    /** The one encoding: issuer, symbol, supply. */
    Bytes encode() {
        return new CanonicalWriter(80)
                .hash(issuer.hash())
                .text(symbol)
                .u64(supply)
                .toBytes();
    }

    static AssetInfo decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        try {
            AssetInfo info = new AssetInfo(
                    new AccountId(in.hash("issuer")), in.text("symbol", TokenCall.MAX_SYMBOL), in.u64("supply"));
            in.end("asset");
            return info;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("asset: " + e.getMessage(), e);
        }
    }
}
