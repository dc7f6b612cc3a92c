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
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.crypto.ed25519.Pool;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/**
 * Puts a native provider in front of the reference where it is faster. The provider checks the equation without the
 * cofactor, which implies the one with it: what it accepts is good. What it refuses is put to the reference, and so is
 * everything that the rules refuse.
 */
final class NativeVerifier implements SignatureVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(NativeVerifier.class);
    private static final int IDLE = 16;
    private static final int BATCH = 4;

    /** What stands before the 32 bytes of a key (RFC 8410). */
    private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Ed25519Verifier reference = new Ed25519Verifier();
    private final AtomicInteger untilLoad;
    private volatile Pool<Tools> tools; // null while nothing is loaded, and for good when that fails

    private NativeVerifier(int untilLoad) {
        this.untilLoad = new AtomicInteger(untilLoad);
    }

    /** With a provider at hand, not tried out. */
    NativeVerifier(Provider provider) {
        this(0);
        tools = new Pool<>(IDLE, () -> new Tools(provider));
    }

    /**
     * Loads the provider and tries it out.
     *
     * @throws IllegalStateException when it is not there or does not work
     */
    static NativeVerifier loaded() {
        NativeVerifier verifier = new NativeVerifier(0);
        verifier.load();
        return verifier;
    }

    /**
     * Loads the provider when it has been wanted so often, on the thread that wants it then; until then, and if it does
     * not work, the reference does everything.
     */
    static NativeVerifier loadedAfter(int wanted) {
        return new NativeVerifier(wanted);
    }

    private void load() {
        Provider provider = NativeProvider.load();
        Pool<Tools> pool = new Pool<>(IDLE, () -> new Tools(provider));
        PrivateKey signer = PrivateKey.fromSeed(new byte[Ed25519Rules.KEY_SIZE]);
        byte[] key = signer.publicKey().encoded().toArray();
        byte[] message = {1, 2, 3};
        byte[] signature = signer.sign(message).toArray();
        boolean good = accepts(pool, key, message, signature);
        message[0]++;
        if (!good || accepts(pool, key, message, signature)) {
            throw new IllegalStateException(provider + " does not check signatures as it should");
        }
        tools = pool;
        LOG.info("{} checks single signatures of unknown keys", provider);
    }

    /** What the provider is used with, or null when the reference is to do it. */
    private Pool<Tools> tools() {
        if (untilLoad.get() > 0 && untilLoad.decrementAndGet() == 0) { // true once, for one thread
            try {
                load();
            } catch (IllegalStateException e) {
                LOG.info("signatures are checked without a native provider: {}", e.getMessage());
            }
        }
        return tools;
    }

    /** Whether the provider is in use. */
    boolean isLoaded() {
        return tools != null;
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, Bytes signature) {
        if (!Ed25519Rules.admissible(key.encoded(), signature)) {
            return false;
        }
        if (!reference.remembers(key)) {
            Pool<Tools> pool = tools();
            if (pool != null && accepts(pool, key.encoded().toArray(), message, signature.toArray())) {
                reference.noteGood(key);
                return true;
            }
        }
        return reference.verify(key, message, signature);
    }

    @Override
    public boolean[] verifyAll(List<SignatureCheck> checks) {
        return checks.size() >= BATCH ? reference.verifyAll(checks) : SignatureVerifier.super.verifyAll(checks);
    }

    /** Whether the provider accepts; any trouble that it has counts as a no. */
    private static boolean accepts(Pool<Tools> pool, byte[] key, byte[] message, byte[] signature) {
        try {
            Tools own = pool.take();
            byte[] encoded = Arrays.copyOf(KEY_PREFIX, KEY_PREFIX.length + key.length);
            System.arraycopy(key, 0, encoded, KEY_PREFIX.length, key.length);
            own.signature.initVerify(own.keys.generatePublic(new X509EncodedKeySpec(encoded)));
            own.signature.update(message);
            boolean accepted = own.signature.verify(signature);
            pool.give(own);
            return accepted;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // such as a key that is no point. The tools are in an unknown state, and are not used again
        }
    }

    /** What one thread needs. */
    private static final class Tools {
        private final Signature signature;
        private final KeyFactory keys;

        Tools(Provider provider) {
            try {
                signature = Signature.getInstance(NativeProvider.ALGORITHM, provider);
                keys = KeyFactory.getInstance(NativeProvider.ALGORITHM); // the JDK's: the provider has none of its own
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the native signature provider has no Ed25519", e);
            }
        }
    }
}
