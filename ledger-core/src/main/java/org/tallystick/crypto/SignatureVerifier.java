package org.tallystick.crypto;

import java.util.List;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/**
 * Decides whether a signature is good. There is one verdict for each input, on every node, with every provider, alone or
 * among others: the rule stands in {@code ledger-core/docs}. Implementations may be called from any thread and remember
 * nothing that has a bearing on a verdict.
 */
public interface SignatureVerifier {
    /**
     * Whether {@code signature} over {@code message} was made with the private key of {@code key}. Never throws on bad
     * input: a malformed key or signature is a false one.
     */
    boolean verify(PublicKey key, byte[] message, Bytes signature);

    /**
     * The verdicts on several signatures, in their order; each is the one that {@link #verify} gives. Costs less than to
     * verify them one by one where the implementation knows a way.
     */
    default boolean[] verifyAll(List<SignatureCheck> checks) {
        boolean[] verdicts = new boolean[checks.size()];
        for (int i = 0; i < verdicts.length; i++) {
            SignatureCheck check = checks.get(i);
            verdicts[i] = verify(check.key(), check.message().toArray(), check.signature());
        }
        return verdicts;
    }

    /** Whether all of several signatures are good; so are none. */
    default boolean allGood(List<SignatureCheck> checks) {
        for (boolean good : verifyAll(checks)) {
            if (!good) {
                return false;
            }
        }
        return true;
    }
}
