package org.tallystick.crypto;

import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/**
 * Decides whether a signature is good. There is one verdict for each input, on every node and with every provider: the
 * rule stands in {@code ledger-core/docs}. Implementations are stateless and may be called from any thread.
 */
public interface SignatureVerifier {
    /**
     * Whether {@code signature} over {@code message} was made with the private key of {@code key}. Never throws on bad
     * input: a malformed key or signature is a false one.
     */
    boolean verify(PublicKey key, byte[] message, Bytes signature);
}
