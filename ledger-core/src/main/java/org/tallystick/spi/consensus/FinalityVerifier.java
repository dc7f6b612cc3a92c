package org.tallystick.spi.consensus;

import java.util.List;
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

    /**
     * Whose signatures a certificate carries, to tell people who attested a block. Says nothing about whether they are
     * good, so it is asked only after {@link #isFinal}. Never throws on bad input.
     *
     * @return indices of validators, ascending; empty when the bytes are no certificate, or the engine's certificates
     *     name nobody
     */
    default List<Integer> signers(Hash chainId, ValidatorSet validators, Bytes certificate) {
        return List.of();
    }
}
