package org.tallystick.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tallystick.crypto.ed25519.Pool;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/**
 * Puts a native provider in front of the reference where it is faster. The provider checks the equation without the
 * cofactor, which implies the one with it: what it accepts is good. What it refuses is put to the reference, and so is
 * everything that the rules refuse. The provider is used as an object; it is not registered with the JVM.
 */
final class NativeVerifier implements SignatureVerifier {
    private static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
    private static final String ALGORITHM = "Ed25519";
    private static final int IDLE = 16;
    private static final int BATCH = 4;

    /** What stands before the 32 bytes of a key (RFC 8410). */
    private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Provider provider;
    private final Ed25519Verifier reference = new Ed25519Verifier();
    private final Pool<Tools> tools;

    NativeVerifier(Provider provider) {
        this.provider = provider;
        this.tools = new Pool<>(IDLE, () -> new Tools(provider));
    }

    /** With the tools of another, and a memory of its own. */
    NativeVerifier(NativeVerifier other) {
        this.provider = other.provider;
        this.tools = other.tools;
    }

    /**
     * Looks for the provider on the class path, and tries it out.
     *
     * @return empty when there is none
     * @throws IllegalStateException when there is one that does not work
     */
    static Optional<NativeVerifier> find() {
        try {
            Class<?> type = Class.forName(PROVIDER, true, NativeVerifier.class.getClassLoader());
            NativeVerifier verifier =
                    new NativeVerifier((Provider) type.getField("INSTANCE").get(null));
            verifier.tryOut();
            return Optional.of(verifier);
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            throw new IllegalStateException("the native signature provider cannot be loaded: " + e, e);
        }
    }

    /** Throws when the provider does not accept a good signature, or accepts a bad one. */
    private void tryOut() {
        PrivateKey signer = PrivateKey.fromSeed(new byte[Ed25519Rules.KEY_SIZE]);
        byte[] key = signer.publicKey().encoded().toArray();
        byte[] message = {1, 2, 3};
        byte[] signature = signer.sign(message).toArray();
        boolean good = accepts(key, message, signature);
        message[0]++;
        if (!good || accepts(key, message, signature)) {
            throw new IllegalStateException(provider + " does not check signatures as it should");
        }
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, Bytes signature) {
        byte[] encodedKey = key.encoded().toArray();
        byte[] rs = signature.toArray();
        if (!Ed25519Rules.admissible(encodedKey, rs)) {
            return false;
        }
        if (!reference.remembers(key) && accepts(encodedKey, message, rs)) {
            reference.noteGood(key);
            return true;
        }
        return reference.verify(key, message, signature);
    }

    @Override
    public boolean[] verifyAll(List<SignatureCheck> checks) {
        return checks.size() >= BATCH ? reference.verifyAll(checks) : SignatureVerifier.super.verifyAll(checks);
    }

    /** Whether the provider accepts; any trouble that it has counts as a no. */
    private boolean accepts(byte[] key, byte[] message, byte[] signature) {
        try {
            Tools own = tools.take();
            byte[] encoded = Arrays.copyOf(KEY_PREFIX, KEY_PREFIX.length + key.length);
            System.arraycopy(key, 0, encoded, KEY_PREFIX.length, key.length);
            own.signature.initVerify(own.keys.generatePublic(new X509EncodedKeySpec(encoded)));
            own.signature.update(message);
            boolean accepted = own.signature.verify(signature);
            tools.give(own);
            return accepted;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // such as a key that is no point. The tools are in an unknown state, and are not used again
        }
    }

    @Override
    public String toString() {
        return provider.toString();
    }

    /** What one thread needs. */
    private static final class Tools {
        private final Signature signature;
        private final KeyFactory keys;

        Tools(Provider provider) {
            try {
                signature = Signature.getInstance(ALGORITHM, provider);
                keys = KeyFactory.getInstance(ALGORITHM); // the JDK's: the provider has none of its own
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the native signature provider has no Ed25519", e);
            }
        }
    }
}
