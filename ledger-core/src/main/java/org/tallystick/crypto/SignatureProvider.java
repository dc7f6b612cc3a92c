package org.tallystick.crypto;

/** Who does the arithmetic when signatures are checked. The verdicts are the same; only the time they take differs. */
public enum SignatureProvider {
    /** The library's own, on every platform. */
    PORTABLE,
    /**
     * Amazon's Corretto provider for single signatures of keys that have not come before, and the library's own for
     * batches and known keys, at which it is faster. Whoever wants it puts AmazonCorrettoCryptoProvider, in the variant
     * for the platform, on the class path. It is loaded at once, which takes some tenths of a second.
     */
    NATIVE,
    /**
     * Like {@link #NATIVE} where that is there and works, otherwise {@link #PORTABLE}. It is loaded only after
     * {@value #WORTH_LOADING} signatures for which it would have been used, when it would have saved the time that loading
     * takes; one check takes that long then.
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
            case AUTO -> NativeVerifier.isThere() ? NativeVerifier.loadedAfter(WORTH_LOADING) : new Ed25519Verifier();
        };
    }
}
