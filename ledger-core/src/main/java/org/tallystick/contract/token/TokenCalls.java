package org.tallystick.contract.token;

import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** The one encoding of calls of the token contract, for the call bytes of a transaction. */
public final class TokenCalls {
    private static final int ISSUE = 1;
    private static final int TRANSFER = 2;

    private TokenCalls() {}

    /** A call that creates an amount of the sender's own asset; see {@link TokenCall.Issue}. */
    public static Bytes issue(String symbol, AccountId to, long amount) {
        return encode(new TokenCall.Issue(symbol, to, amount));
    }

    /** A call that moves an amount without a memo; see {@link TokenCall.Transfer}. */
    public static Bytes transfer(Hash asset, AccountId to, long amount) {
        return transfer(asset, to, amount, Bytes.EMPTY);
    }

    /** A call that moves an amount; see {@link TokenCall.Transfer}. */
    public static Bytes transfer(Hash asset, AccountId to, long amount, Bytes memo) {
        return encode(new TokenCall.Transfer(asset, to, amount, memo));
    }

    /** Encodes a call. */
    public static Bytes encode(TokenCall call) {
        if (call instanceof TokenCall.Issue issue) {
            return new CanonicalWriter(80)
                    .u8(ISSUE)
                    .text(issue.symbol())
                    .hash(issue.to().hash())
                    .u64(issue.amount())
                    .toBytes();
        }
        if (call instanceof TokenCall.Transfer transfer) {
            return new CanonicalWriter(80 + transfer.memo().size())
                    .u8(TRANSFER)
                    .hash(transfer.asset())
                    .hash(transfer.to().hash())
                    .u64(transfer.amount())
                    .bytes16(transfer.memo())
                    .toBytes();
        }
        throw new AssertionError(call);
    }

    /** Decodes a call that fills the input exactly. */
    public static TokenCall decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.sharing(encoded);
        try {
            TokenCall call = read(in);
            in.end("token call");
            return call;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("token call: " + e.getMessage(), e);
        }
    }

    private static TokenCall read(CanonicalReader in) throws MalformedException {
        int kind = in.u8("kind of token call");
        return switch (kind) {
            case ISSUE ->
                new TokenCall.Issue(
                        in.text("symbol", TokenCall.MAX_SYMBOL), new AccountId(in.hash("receiver")), in.u64("amount"));
            case TRANSFER ->
                new TokenCall.Transfer(
                        in.hash("asset"),
                        new AccountId(in.hash("receiver")),
                        in.u64("amount"),
                        in.bytes16("memo", TokenCall.MAX_MEMO));
            default ->
                throw new MalformedException(
                        "token call of kind " + kind + " is not known; 1 (issue) and 2 (transfer) are");
        };
    }
}
