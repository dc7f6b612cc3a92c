package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.AccountRecord;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/** The one encoding of an account's keys and delegates, and the id that a first key gives. */
public final class AccountCodec {
    private static final int VERSION = 1;
    private static final Bytes ID_TAG = Bytes.utf8("tallystick/acct ");

    private AccountCodec() {}

    /**
     * The id of the account whose first key this is: SHA-256 of the ASCII text {@code "tallystick/acct "}, the scheme's
     * tag and the key.
     */
    public static AccountId idOf(PublicKey firstKey) {
        return new AccountId(Sha256.hash(
                new CanonicalWriter(64).raw(ID_TAG).publicKey(firstKey).toArray()));
    }

    /** Encodes an account. */
    public static Bytes encode(AccountRecord account) {
        CanonicalWriter out = new CanonicalWriter(128);
        write(account, out);
        return out.toBytes();
    }

    /** Decodes an account that fills the input exactly. */
    public static AccountRecord decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        AccountRecord account = read(in);
        in.end("account");
        return account;
    }

    static void write(AccountRecord account, CanonicalWriter out) {
        out.u8(VERSION).u8(account.keys().size());
        account.keys().forEach(out::publicKey);
        out.u8(account.threshold()).u8(account.delegates().size());
        account.delegates().forEach(delegate -> out.hash(delegate.hash()));
    }

    static AccountRecord read(CanonicalReader in) throws MalformedException {
        int version = in.u8("account version");
        if (version != VERSION) {
            throw new MalformedException("account version " + version + " is not known; this is version " + VERSION);
        }
        int keyCount = in.u8("number of keys");
        List<PublicKey> keys = new ArrayList<>();
        for (int i = 0; i < keyCount; i++) {
            keys.add(in.publicKey("account key"));
        }
        int threshold = in.u8("threshold");
        int delegateCount = in.u8("number of delegates");
        List<AccountId> delegates = new ArrayList<>();
        for (int i = 0; i < delegateCount; i++) {
            delegates.add(new AccountId(in.hash("delegate")));
        }
        try {
            return new AccountRecord(keys, threshold, delegates);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("account: " + e.getMessage(), e);
        }
    }
}
