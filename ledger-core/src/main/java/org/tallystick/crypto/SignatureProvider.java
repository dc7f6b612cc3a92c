package org.tallystick.crypto;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who does the arithmetic when signatures are checked. The verdicts are the same; only the time they take differs. */
public enum SignatureProvider {
    /** The library's own, on every platform. */
    PORTABLE,
    /**
     * Amazon's Corretto provider for single signatures of keys that have not come before, and the library's own for
     * batches and known keys, at which it is faster. Whoever wants it puts AmazonCorrettoCryptoProvider, in the variant
     * for the platform, on the class path.
     */
    NATIVE,
    /** {@link #NATIVE} where that is there and works, otherwise {@link #PORTABLE}. */
    AUTO;

    private static final Logger LOG = LoggerFactory.getLogger(SignatureProvider.class);

    /**
     * Makes a verifier. May load a native library, which takes a few tenths of a second the first time.
     *
     * @throws IllegalStateException when it is {@link #NATIVE} and that is not there or does not work
     */
    public SignatureVerifier verifier() {
        if (this == PORTABLE) {
            return new Ed25519Verifier();
        }
        Optional<NativeVerifier> found;
        String reason = "";
        try {
            found = NativeVerifier.find();
        } catch (IllegalStateException e) {
            found = Optional.empty();
            reason = ": " + e.getMessage();
        }
        if (found.isPresent()) {
            LOG.info("signatures are checked with {}", found.get());
            return found.get();
        }
        if (this == NATIVE) {
            throw new IllegalStateException("the native signature provider cannot be used" + reason);
        }
        LOG.info("signatures are checked without a native provider{}", reason);
        return new Ed25519Verifier();
    }
}
