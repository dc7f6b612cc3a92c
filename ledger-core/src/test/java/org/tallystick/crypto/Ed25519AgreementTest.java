package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignatureScheme;

/**
 * Random signatures and mutations of them, put to every path. A quick number of them here; {@code
 * -Dtallystick.signatures=1000000} puts a million.
 */
class Ed25519AgreementTest {
    private static final int COUNT = Integer.getInteger("tallystick.signatures", 3_000);
    private static final int KEYS = 40;

    private final Random random = new Random(41);
    private final Map<String, SignatureVerifier> verifiers = Verifiers.all();

    @Test
    void allPathsAgreeOnRandomAndMutatedSignatures() {
        PrivateKey[] keys = new PrivateKey[KEYS];
        for (int i = 0; i < KEYS; i++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            keys[i] = PrivateKey.fromSeed(seed);
        }
        int good = 0;
        for (int i = 0; i < COUNT; i++) {
            PrivateKey key = keys[random.nextInt(KEYS)];
            byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(message);
            byte[] signature = key.sign(message).toArray();
            byte[] encodedKey = key.publicKey().encoded().toArray();
            mutate(i % 8, encodedKey, message, signature);
            good += verdict(encodedKey, message, signature) ? 1 : 0;
        }
        assertThat(good).isBetween(COUNT / 4, COUNT / 2);
    }

    private void mutate(int kind, byte[] key, byte[] message, byte[] signature) {
        switch (kind) {
            case 0 -> flip(signature, 0, 32);
            case 1 -> flip(signature, 32, 32);
            case 2 -> flip(key, 0, 32);
            case 3 -> {
                if (message.length > 0) {
                    flip(message, 0, message.length);
                }
            }
            case 4 -> {
                // another point of the curve as R
                PrivateKey other = PrivateKey.fromSeed(new byte[32]);
                System.arraycopy(other.publicKey().encoded().toArray(), 0, signature, 0, 32);
            }
            default -> {
                // left as it is
            }
        }
    }

    private void flip(byte[] target, int from, int length) {
        target[from + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
    }

    private boolean verdict(byte[] key, byte[] message, byte[] signature) {
        PublicKey publicKey = new PublicKey(SignatureScheme.ED25519, Bytes.copyOf(key));
        Bytes bytes = Bytes.copyOf(signature);
        Boolean first = null;
        for (Map.Entry<String, SignatureVerifier> verifier : verifiers.entrySet()) {
            boolean verdict = verifier.getValue().verify(publicKey, message, bytes);
            if (first == null) {
                first = verdict;
            }
            assertThat(verdict)
                    .as(
                            "%s on %s %s %s",
                            verifier.getKey(), publicKey, Bytes.copyOf(message).toHex(), bytes.toHex())
                    .isEqualTo(first);
        }
        return Boolean.TRUE.equals(first);
    }
}
