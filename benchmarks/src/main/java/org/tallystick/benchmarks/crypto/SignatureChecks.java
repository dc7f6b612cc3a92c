package org.tallystick.benchmarks.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.Bytes;

/** Good signatures over messages of 80 bytes, which is what a transaction's signature is over. */
final class SignatureChecks {
    static final int MESSAGE_BYTES = 80;

    private SignatureChecks() {}

    /** So many, each of a key of its own. */
    static List<SignatureCheck> of(int size) {
        Random random = new Random(5);
        List<SignatureCheck> checks = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            byte[] message = new byte[MESSAGE_BYTES];
            random.nextBytes(message);
            PrivateKey signer = PrivateKey.fromSeed(seed);
            checks.add(new SignatureCheck(signer.publicKey(), Bytes.copyOf(message), signer.sign(message)));
        }
        return checks;
    }
}
