package org.tallystick.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.crypto.ed25519.Pool;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/**
 * Signs with a native provider, byte for byte what the key itself would sign, as Ed25519 leaves no choice (RFC 8032,
 * section 5.1.6). Of the provider's arithmetic only the time is trusted to be independent of the secret, as it is of
 * BouncyCastle's; the public key that goes into a signature is one that the provider derives from the seed by itself, and
 * nobody can pass another. That it is this key's is tried out for each key before it is used. Whatever the provider cannot
 * do, the key does. For any thread.
 *
 * <p>The JDK's form of the key and the provider's hold the seed as well, for as long as this object lives, and neither
 * lets it be overwritten: like that of {@link PrivateKey} itself, it is memory of the process.
 */
final class NativeSigner implements Signer {
    private static final Logger LOG = LoggerFactory.getLogger(NativeSigner.class);
    private static final int IDLE = 2;

    /** Too short for any {@link SigningDomain}, so that its signature is good for nothing else. */
    private static final byte[] TRIAL = {1, 2, 3};

    private final PrivateKey key;
    private final Pool<Signature> idle;

    private NativeSigner(PrivateKey key, Provider provider) {
        this.key = key;
        java.security.PrivateKey secret = SelfSignedCertificate.toJca(key);
        this.idle = new Pool<>(IDLE, () -> initialized(provider, secret));
    }

    /**
     * Signs for a key with a provider, once that has signed as the key does.
     *
     * @throws IllegalStateException when it does not
     */
    static NativeSigner of(PrivateKey key, Provider provider) {
        NativeSigner signer = new NativeSigner(key, provider);
        byte[] tried;
        try {
            tried = signer.signNatively(TRIAL);
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            throw new IllegalStateException(provider + " cannot sign: " + e, e);
        }
        if (!key.sign(TRIAL).equals(Bytes.wrap(tried))) {
            throw new IllegalStateException(provider + " does not sign as it should");
        }
        return signer;
    }

    /** The same, or the key itself when the provider cannot be loaded, or does not sign as the key does. */
    static Signer orKey(PrivateKey key) {
        try {
            return of(key, NativeProvider.load());
        } catch (IllegalStateException e) {
            LOG.info("signing without a native provider: {}", e.getMessage());
            return key;
        }
    }

    @Override
    public PublicKey publicKey() {
        return key.publicKey();
    }

    @Override
    public Bytes sign(byte[] message) {
        try {
            return Bytes.wrap(signNatively(message));
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            return key.sign(message); // such as a message that is too long for it
        }
    }

    private byte[] signNatively(byte[] message) throws GeneralSecurityException {
        Signature own = idle.take();
        own.update(message);
        byte[] signature = own.sign(); // and is ready for the next message
        if (signature.length != Ed25519Rules.SIGNATURE_SIZE) {
            throw new GeneralSecurityException("a signature of " + signature.length + " bytes");
        }
        idle.give(own); // not given back after an error, when its state is unknown
        return signature;
    }

    private static Signature initialized(Provider provider, java.security.PrivateKey secret) {
        try {
            Signature signature = Signature.getInstance(NativeProvider.ALGORITHM, provider);
            signature.initSign(secret);
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the native signature provider has no use for an Ed25519 key", e);
        }
    }

    /** Names the public key only. */
    @Override
    public String toString() {
        return "native signer of " + publicKey();
    }
}
