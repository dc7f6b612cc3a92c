package org.tallystick.testkit;

import java.util.List;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;

/**
 * Accepts what {@link MockSigner} makes, and nothing else. Insecure, as that one is. Each thread remembers what it has
 * lately found good, as all nodes of a simulated cluster ask about the same signatures; what is not remembered, to the
 * last byte of key, message and signature, is worked out.
 */
public final class MockVerifier implements SignatureVerifier {
    private static final int REMEMBERED = 1 << 10;

    private static final ThreadLocal<SignatureCheck[]> GOOD =
            ThreadLocal.withInitial(() -> new SignatureCheck[REMEMBERED]);

    /** Makes a verifier; all are alike. */
    public MockVerifier() {}

    @Override
    public boolean verify(PublicKey key, byte[] message, Bytes signature) {
        return isGood(new SignatureCheck(key, Bytes.wrap(message), signature));
    }

    @Override
    public boolean[] verifyAll(List<SignatureCheck> checks) {
        boolean[] verdicts = new boolean[checks.size()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = isGood(checks.get(i));
        }
        return verdicts;
    }

    private static boolean isGood(SignatureCheck check) {
        if (check.signature().size() != check.key().scheme().signatureSize()) {
            return false;
        }
        SignatureCheck[] good = GOOD.get();
        int place = (check.signature().get(0) & 0xFF) << 8 | (check.signature().get(1) & 0xFF);
        SignatureCheck known = good[place % REMEMBERED];
        if (known != null
                && known.signature().equals(check.signature())
                && known.message().equals(check.message())
                && known.key().equals(check.key())) {
            return true;
        }
        byte[] right = MockSigner.signature(check.key(), check.message().toArray());
        boolean isRight = check.signature().equals(Bytes.wrap(right));
        if (isRight) {
            good[place % REMEMBERED] = check;
        }
        return isRight;
    }
}
