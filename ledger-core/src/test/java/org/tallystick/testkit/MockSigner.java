package org.tallystick.testkit;

import java.security.MessageDigest;
import java.util.Arrays;
import org.tallystick.crypto.Sha256;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * Signs about a hundred times faster than Ed25519, and not at all securely: anyone can make these signatures. For
 * simulations of thousands of clusters, where signatures only have to tell senders and messages apart. Goes with
 * {@link MockVerifier}; for any thread.
 */
public final class MockSigner implements Signer {
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::digest);

    private final PublicKey publicKey;

    private MockSigner(PublicKey publicKey) {
        this.publicKey = publicKey;
    }

    /** Signs for a key at hand, whoever owns it. */
    public static MockSigner of(PublicKey publicKey) {
        return new MockSigner(publicKey);
    }

    /** Signs for a key that is derived from a number: one number, one key. */
    public static MockSigner numbered(long number) {
        byte[] encoded = Sha256.hash(Bytes.utf8("mock key " + number)).toArray();
        return new MockSigner(new PublicKey(SignatureScheme.ED25519, Bytes.wrap(encoded)));
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public Bytes sign(byte[] message) {
        return Bytes.wrap(signature(publicKey, message));
    }

    /** SHA-256 of the key and the message, twice. */
    static byte[] signature(PublicKey key, byte[] message) {
        MessageDigest digest = DIGEST.get();
        key.encoded().updateDigest(digest);
        byte[] half = digest.digest(message);
        byte[] whole = Arrays.copyOf(half, 2 * Hash.SIZE);
        System.arraycopy(half, 0, whole, Hash.SIZE, Hash.SIZE);
        return whole;
    }
}
