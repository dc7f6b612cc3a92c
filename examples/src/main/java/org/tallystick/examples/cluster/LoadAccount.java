package org.tallystick.examples.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.AccountCodec;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.Sha256;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.crypto.Signer;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;

/**
 * An account of the load.
 *
 * @param index its number; the treasury, which issues to the others, is {@link #TREASURY}
 * @param id its name on the ledger
 * @param key signs for it
 */
record LoadAccount(int index, AccountId id, Signer key) {
    static final int TREASURY = -1;

    /** The account with a number; the same secret gives the same accounts again, so that a cluster can be resumed. */
    static LoadAccount derive(byte[] secret, int index, SignatureProvider crypto) {
        byte[] input =
                ByteBuffer.allocate(secret.length + 4).put(secret).putInt(index).array();
        PrivateKey key = PrivateKey.fromSeed(Sha256.hash(Bytes.wrap(input)).toArray());
        return new LoadAccount(index, AccountCodec.idOf(key.publicKey()), crypto.signer(key));
    }

    /** The first accounts, without the treasury. */
    static List<LoadAccount> derive(byte[] secret, int from, int to, SignatureProvider crypto) {
        List<LoadAccount> accounts = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            accounts.add(derive(secret, i, crypto));
        }
        return accounts;
    }
}
