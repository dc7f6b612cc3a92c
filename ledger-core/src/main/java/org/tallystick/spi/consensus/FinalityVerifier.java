package org.tallystick.spi.consensus;

import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;

/** Decides whether a certificate proves that a block is final. Stateless; may be called from any thread. */
public interface FinalityVerifier {
    /**
     * Whether the certificate proves, to anyone who knows the validators, that exactly this block is final. Never
     * throws on bad input.
     *
     * @param hash the header's hash, which the caller has computed
     */
    boolean isFinal(
            Hash chainId,
            ValidatorSet validators,
            BlockHeader header,
            Hash hash,
            Bytes certificate,
            SignatureVerifier signatures);
}
