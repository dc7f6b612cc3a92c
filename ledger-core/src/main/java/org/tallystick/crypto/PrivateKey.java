package org.tallystick.crypto;

import java.security.SecureRandom;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * An Ed25519 private key (RFC 8032): a seed of 32 bytes and the public key that follows from it. Immutable, for any
 * thread. It shows its seed only to a holder of {@link SecretAccess}, never in {@link #toString()}, and two of them are
 * equal only when they are the same object, so that no comparison can leak a secret through its duration.
 */
public final class PrivateKey implements Signer {
    /** The number of bytes in a seed. */
    public static final int SEED_SIZE = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] encodedPublicKey;
    private final PublicKey publicKey;

    private PrivateKey(byte[] ownedSeed) {
        this.seed = ownedSeed;
        this.encodedPublicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(ownedSeed, 0, encodedPublicKey, 0);
        this.publicKey = new PublicKey(SignatureScheme.ED25519, Bytes.copyOf(encodedPublicKey));
    }

    /** A new key from 32 bytes of chance, on which its secrecy rests. */
    public static PrivateKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_SIZE];
        random.nextBytes(seed);
        return new PrivateKey(seed);
    }

    /**
     * The key with a given seed, which is copied. The same seed gives the same key.
     *
     * @throws IllegalArgumentException when the seed has not 32 bytes
     */
    public static PrivateKey fromSeed(byte[] seed) {
        if (seed.length != SEED_SIZE) {
            throw new IllegalArgumentException("an Ed25519 seed has " + SEED_SIZE + " bytes, not " + seed.length);
        }
        return new PrivateKey(seed.clone());
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    /** Signs deterministically: the nonce comes from the seed and the message, never from chance. */
    @Override
    public Bytes sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        // The public key is hashed into the signature. It must be the seed's own (another one would reveal the seed),
        // which is why no caller can pass it.
        Ed25519.sign(seed, 0, encodedPublicKey, 0, message, 0, message.length, signature, 0);
        return Bytes.wrap(signature);
    }

    /** A copy of the secret seed, which the caller should overwrite after use. */
    public byte[] seed(SecretAccess.Token token) {
        Objects.requireNonNull(token, "token");
        return seed.clone();
    }

    /** Names the public key only. */
    @Override
    public String toString() {
        return "private key of " + publicKey;
    }
}
