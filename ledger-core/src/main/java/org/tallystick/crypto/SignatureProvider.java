package org.tallystick.crypto;

/**
 * Who does the arithmetic when signatures are checked, and when they are made. Verdicts and signatures are the same; only
 * the time that they take differs.
 */
public enum SignatureProvider {
    /** The library's own, on every platform; BouncyCastle's for signing. */
    PORTABLE,
    /**
     * Amazon's Corretto provider for single signatures of keys that have not come before, and the library's own for
     * batches and known keys, at which it is faster; for signing, Corretto at three times the speed. Whoever wants it puts AmazonCorrettoCryptoProvider, in the variant
     * for the platform, on the class path. It is loaded at once, which takes some tenths of a second.
     */
    NATIVE,
    /**
     * Like {@link #NATIVE} where that is there and works, otherwise {@link #PORTABLE}. For checking it is loaded only
     * after {@value #WORTH_LOADING} signatures for which it would have been used, when it would have saved the time that
     * loading takes; one check takes that long then. A node that was not asked for it votes without it.
     */
    AUTO;

    /** Loading takes about 260 ms of processor time, and a signature 7 µs less than without. */
    static final int WORTH_LOADING = 40_000;

    /**
     * Makes a verifier.
     *
     * @throws IllegalStateException when it is {@link #NATIVE} and that is not there or does not work
     */
    public SignatureVerifier verifier() {
        return switch (this) {
            case PORTABLE -> new Ed25519Verifier();
            case NATIVE -> NativeVerifier.loaded();
            case AUTO -> NativeProvider.isThere() ? NativeVerifier.loadedAfter(WORTH_LOADING) : new Ed25519Verifier();
        };
    }

    /**
     * Makes a signer for one key, which signs as the key itself does: byte for byte, and from any thread. Unless it is
     * {@link #PORTABLE} the native provider is loaded at once, and keeps the secret in its own memory as long as the
     * signer is there.
     *
     * @throws IllegalStateException when it is {@link #NATIVE} and that is not there or does not work
     */
    public Signer signer(PrivateKey key) {
        return switch (this) {
            case PORTABLE -> key;
            case NATIVE -> NativeSigner.of(key, NativeProvider.load());
            case AUTO -> NativeProvider.isThere() ? NativeSigner.orKey(key) : key;
        };
    }
}
