package org.tallystick.contract.token;

import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.StateReader;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;

/**
 * Amounts that change hands. Any account can issue assets of its own, and only of its own, since an asset's id is made of
 * its issuer. Balances are never negative, and the balances of an asset always add up to its supply, which is at most
 * 2⁶³ − 1; so no sum of balances can overflow.
 *
 * <p>Calls are made by {@link TokenCalls}, queries by {@link TokenQuery}, events are read by {@link TokenEvent}. The
 * refusal codes below are part of version 1.
 */
public final class TokenContract implements Contract<TokenCall> {
    /** The name under which a genesis lists it. */
    public static final ContractId ID = new ContractId("token");

    /** The version of this behaviour. */
    public static final int VERSION = 1;

    /** Refusal: the call's bytes are not the encoding of a call. */
    public static final String MALFORMED_CALL = "malformed-call";

    /** Refusal: the query's bytes are not the encoding of a query. */
    public static final String MALFORMED_QUERY = "malformed-query";

    /** Refusal: nobody has issued this asset. */
    public static final String UNKNOWN_ASSET = "unknown-asset";

    /** Refusal: the sender has less than it wants to give. */
    public static final String INSUFFICIENT_BALANCE = "insufficient-balance";

    /** Refusal: the supply would exceed 2⁶³ − 1. */
    public static final String SUPPLY_EXCEEDED = "supply-exceeded";

    private static final Bytes ASSET_TAG = Bytes.utf8("tallystick/asset");

    /**
     * The id of an issuer's asset: SHA-256 of the ASCII text {@code tallystick/asset}, the issuer's account and the
     * symbol with its length before it.
     *
     * @throws IllegalArgumentException when the symbol does not have the form that {@link TokenCall.Issue} states
     */
    public static Hash assetId(AccountId issuer, String symbol) {
        TokenRules.requireSymbol(symbol);
        return Sha256.hash(new CanonicalWriter(96)
                .raw(ASSET_TAG)
                .hash(issuer.hash())
                .text(symbol)
                .toArray());
    }

    @Override
    public ContractId id() {
        return ID;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public TokenCall decode(Bytes call) throws ContractRefusal {
        try {
            return TokenCalls.decode(call);
        } catch (MalformedException e) {
            throw new ContractRefusal(MALFORMED_CALL, e.getMessage());
        }
    }

    /** Executes a call. An issue answers with the asset's id, a transfer with nothing. */
    @Override
    public Bytes execute(TokenCall call, CallContext context) throws ContractRefusal {
        if (call instanceof TokenCall.Issue issue) {
            return issue(issue, context);
        }
        if (call instanceof TokenCall.Transfer transfer) {
            return transfer(transfer, context);
        }
        throw new AssertionError(call);
    }

    @Override
    public Bytes query(Bytes request, StateReader state) throws ContractRefusal {
        TokenQuery query;
        try {
            query = TokenQuery.decode(request);
        } catch (MalformedException e) {
            throw new ContractRefusal(MALFORMED_QUERY, e.getMessage());
        }
        if (query instanceof TokenQuery.Balance balance) {
            return amount(TokenState.balance(state, balance.asset(), balance.account()));
        }
        if (query instanceof TokenQuery.Supply supply) {
            return amount(TokenState.asset(state, supply.asset())
                    .map(AssetInfo::supply)
                    .orElse(0L));
        }
        if (query instanceof TokenQuery.Asset asset) {
            return TokenState.asset(state, asset.asset()).map(AssetInfo::encode).orElse(Bytes.EMPTY);
        }
        throw new AssertionError(query);
    }

    private static Bytes issue(TokenCall.Issue call, CallContext context) throws ContractRefusal {
        AccountId issuer = context.sender();
        Hash asset = assetId(issuer, call.symbol());
        long before = TokenState.asset(context, asset).map(AssetInfo::supply).orElse(0L);
        if (call.amount() > Long.MAX_VALUE - before) {
            throw new ContractRefusal(
                    SUPPLY_EXCEEDED,
                    "the supply is " + before + "; at most " + (Long.MAX_VALUE - before) + " more can be issued, not "
                            + call.amount());
        }
        long supply = before + call.amount();
        TokenState.setAsset(context, asset, new AssetInfo(issuer, call.symbol(), supply));
        // No overflow: a balance is at most the supply before.
        long balance = TokenState.balance(context, asset, call.to()) + call.amount();
        TokenState.setBalance(context, asset, call.to(), balance);
        context.emit(TokenEvent.ISSUED, new TokenEvent.Issued(asset, call.to(), call.amount(), supply).encode());
        return asset.toBytes();
    }

    private static Bytes transfer(TokenCall.Transfer call, CallContext context) throws ContractRefusal {
        AccountId from = context.sender();
        long balance = TokenState.balance(context, call.asset(), from);
        if (balance < call.amount()) {
            throw insufficient(call, balance, context);
        }
        // The giver's entry is written before the receiver's is read, so a transfer to oneself leaves the balance as it
        // is.
        TokenState.setBalance(context, call.asset(), from, balance - call.amount());
        // No overflow: two balances together are at most the supply.
        long received = TokenState.balance(context, call.asset(), call.to()) + call.amount();
        TokenState.setBalance(context, call.asset(), call.to(), received);
        context.emit(
                TokenEvent.TRANSFERRED,
                new TokenEvent.Transferred(call.asset(), from, call.to(), call.amount()).encode());
        return Bytes.EMPTY;
    }

    private static ContractRefusal insufficient(TokenCall.Transfer call, long balance, CallContext context) {
        if (TokenState.asset(context, call.asset()).isEmpty()) {
            return new ContractRefusal(UNKNOWN_ASSET, "nobody has issued asset " + call.asset());
        }
        return new ContractRefusal(
                INSUFFICIENT_BALANCE, "the sender has " + balance + " and wants to give " + call.amount());
    }

    private static Bytes amount(long amount) {
        return new CanonicalWriter(8).u64(amount).toBytes();
    }
}
